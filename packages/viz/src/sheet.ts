import type { Box, Colour, Picture } from './picture.ts';
import { capHeight, textWidth } from './text.ts';

/** A line of text. The top of its capitals is at y; `anchor` says whether x is its start, middle or end. */
export interface TextLine {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** Picture pixels in the thickness of a stroke; the size of all letters follows from it. */
  readonly unit: number;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** Draws the marks that figures are made of. */
export interface Painter {
  box(box: Box, colour: Colour): void;
  /** Draws a picture with its top left corner at (x, y); each of its pixels is `scale` wide and high. */
  tile(tile: Picture, x: number, y: number, scale: number): void;
  text(line: TextLine): void;
}

/** Marks on paper of a known size. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Hands the marks to a painter, in order. */
  paint(painter: Painter): void;
}

/** Paper that grows with its marks; no mark may lie left of or above (0, 0). */
export interface Sheet extends Painter {
  /** Returns the right end of the marks so far. */
  right(): number;
  /** Returns the marks as a drawing with a margin at the right and the bottom. */
  cut(margin: number): Drawing;
}

export const paper: Colour = [255, 255, 255];
export const ink: Colour = [32, 32, 32];

/** Returns the left end of a line of text. */
export function leftOf({ text, x, unit, anchor = 'start' }: TextLine): number {
  const share = { start: 0, middle: 0.5, end: 1 }[anchor];
  return Math.round(x - share * unit * textWidth(text));
}

export function createSheet(): Sheet {
  const marks: ((painter: Painter) => void)[] = [];
  let right = 0;
  let bottom = 0;
  const put = (x: number, y: number, width: number, height: number, mark: (painter: Painter) => void) => {
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
    marks.push(mark);
  };
  return {
    box(box, colour) {
      put(box.x, box.y, box.width, box.height, (painter) => painter.box(box, colour));
    },
    tile(tile, x, y, scale) {
      put(x, y, tile.width * scale, tile.height * scale, (painter) => painter.tile(tile, x, y, scale));
    },
    text(line) {
      put(leftOf(line), line.y, textWidth(line.text) * line.unit, capHeight * line.unit, (painter) => painter.text(line));
    },
    right: () => right,
    cut: (margin) => ({
      width: right + margin,
      height: bottom + margin,
      paint(painter) {
        for (const mark of marks) mark(painter);
      },
    }),
  };
}

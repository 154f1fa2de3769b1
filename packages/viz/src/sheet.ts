import { type Box, type Colour, createPicture, drawTile, fillBox, type Picture } from './picture.ts';
import { capHeight, drawText, textWidth } from './text.ts';

/** Paper that grows with what is put on it; nothing may lie left of or above (0, 0). */
export interface Sheet {
  box(box: Box, colour: Colour): void;
  tile(tile: Picture, x: number, y: number, scale: number): void;
  /** A line of text with the top left corner of its capitals at (x, y); a unit is the thickness of a stroke. */
  text(text: string, x: number, y: number, unit: number): void;
  /** Where the marks so far end at the right. */
  right(): number;
  /** Draws the marks in order, with a margin at the right and the bottom. */
  paint(margin: number): Picture;
}

const paper: Colour = [255, 255, 255];
const ink: Colour = [32, 32, 32];

export function createSheet(): Sheet {
  const marks: ((picture: Picture) => void)[] = [];
  let right = 0;
  let bottom = 0;
  const put = (x: number, y: number, width: number, height: number, mark: (picture: Picture) => void) => {
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
    marks.push(mark);
  };
  return {
    box(box, colour) {
      put(box.x, box.y, box.width, box.height, (picture) => fillBox(picture, box, colour));
    },
    tile(tile, x, y, scale) {
      put(x, y, tile.width * scale, tile.height * scale, (picture) => drawTile(picture, tile, x, y, scale));
    },
    text(text, x, y, unit) {
      put(x, y, textWidth(text) * unit, capHeight * unit, (picture) => drawText(picture, text, x, y, unit, ink));
    },
    right: () => right,
    paint(margin) {
      const picture = createPicture(right + margin, bottom + margin, paper);
      for (const mark of marks) mark(picture);
      return picture;
    },
  };
}

import { text } from '@observablehq/plot';
import type { Mark, Panel } from './panel.ts';

/** An entry of a legend: a sample, 24 pixels wide, and its name. */
export interface Key {
  readonly label: string;
  /** Draws the sample with its left end at x and its middle at y, in pixels. */
  sample(x: number, y: number): Mark[];
}

export interface Head {
  readonly title: string | undefined;
  readonly keys: readonly Key[];
  readonly width: number;
}

const margin = 8;
const sampleWidth = 24;
const lineHeight = 20;
/** An upper estimate of the average width of a letter, as a share of the font size. */
const letterWidth = 0.58;

/** Estimates the width of a line of text in pixels; the reader's typeface is not known here. */
export const textWidth = (line: string, size = 12) => [...line].length * letterWidth * size;

/** Breaks words into lines of at most about `width` pixels. */
function wrap(words: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(/\s+/)) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A scale that takes coordinates in pixels, not data. */
const pixels = { type: 'identity', axis: null } as const;
const panel = (height: number, marks: Mark[]): Panel => ({ height, margin: 0, x: pixels, y: pixels, marks });

interface LinePlace {
  /** Where the line starts; by default at the left end of the frame. */
  readonly x?: number;
  readonly y: number;
  readonly width: number;
}

/** Draws a line of text; dots replace the end of a line that would be wider than `width` pixels. */
export function lineOfText(line: string, { x, y, width }: LinePlace): Mark {
  const place = x === undefined ? ({ frameAnchor: 'left' } as const) : { x: [x] };
  const limits = { lineWidth: width / 12, textOverflow: 'ellipsis' } as const;
  return text([0], { ...place, y: [y], text: [line.replace(/\s+/g, ' ')], textAnchor: 'start', ...limits });
}

function titlePanel(title: string, width: number): Panel {
  const [size, room] = [14, width - 2 * margin];
  const type = { fontSize: size, fontWeight: 600, textAnchor: 'start', lineWidth: room / size, textOverflow: 'ellipsis' } as const;
  const lines = wrap(title, room, size);
  const marks = lines.map((line, i) => text([0], { ...type, x: [margin], y: [lineHeight * (i + 0.6)], text: [line] }));
  return panel(lineHeight * lines.length + 4, marks);
}

function keysPanel(keys: readonly Key[], width: number): Panel {
  let [x, line] = [margin, 0];
  const marks = keys.flatMap(({ label, sample }) => {
    const wide = sampleWidth + 6 + textWidth(label);
    if (x > margin && x + wide > width - margin) [x, line] = [margin, line + 1];
    const [left, y] = [x, lineHeight * (line + 0.5)];
    x += wide + 14;
    const start = left + sampleWidth + 6;
    return [...sample(left, y), lineOfText(label, { x: start, y, width: width - margin - start })];
  });
  return panel(lineHeight * (line + 1) + 6, marks);
}

/** Lays out the title and the legend of a chart; a chart may lack either. */
export function layOutHead({ title, keys, width }: Head): Panel[] {
  return [...(title ? [titlePanel(title, width)] : []), ...(keys.length > 0 ? [keysPanel(keys, width)] : [])];
}

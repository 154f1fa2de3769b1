import { type Glyph, glyphOf } from './glyphs.ts';
import type { Colour, Picture } from './picture.ts';

/** Height of a capital in units; a unit is the thickness of a stroke. */
export const capHeight = 7;

type Stroke = readonly [x0: number, y0: number, x1: number, y1: number];

/** Width of a line of text in units. */
export function textWidth(text: string): number {
  const widths = [...text].map((character) => glyphOf(character)[0]!.length);
  return widths.reduce((sum, width) => sum + width + 1, 0) - (widths.length > 0 ? 1 : 0);
}

/** Lines through the ink of a glyph: neighbours are joined, corner to corner only where no side does. */
function strokesOf(glyph: Glyph): Stroke[] {
  const ink = (x: number, y: number) => glyph[y]?.[x] ?? false;
  return glyph.flatMap((row, y) =>
    row.flatMap((set, x) => {
      if (!set) return [];
      const strokes: Stroke[] = [[x, y, x, y]];
      if (ink(x + 1, y)) strokes.push([x, y, x + 1, y]);
      if (ink(x, y + 1)) strokes.push([x, y, x, y + 1]);
      if (ink(x + 1, y + 1) && !ink(x + 1, y) && !ink(x, y + 1)) strokes.push([x, y, x + 1, y + 1]);
      if (ink(x - 1, y + 1) && !ink(x - 1, y) && !ink(x, y + 1)) strokes.push([x, y, x - 1, y + 1]);
      return strokes;
    }),
  );
}

function distance(x: number, y: number, [x0, y0, x1, y1]: Stroke): number {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const along = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}

function drawGlyph(picture: Picture, glyph: Glyph, left: number, top: number, unit: number, colour: Colour): void {
  const strokes = strokesOf(glyph);
  for (let y = 0; y < glyph.length * unit; y++) {
    for (let x = 0; x < glyph[0]!.length * unit; x++) {
      const [u, v] = [(x + 0.5) / unit - 0.5, (y + 0.5) / unit - 0.5];
      const nearest = strokes.reduce((least, stroke) => Math.min(least, distance(u, v, stroke)), Number.POSITIVE_INFINITY);
      const cover = Math.min(1, Math.max(0, 0.5 + (0.5 - nearest) * unit));
      const at = ((top + y) * picture.width + left + x) * 3;
      for (let c = 0; cover > 0 && c < 3; c++) picture.data[at + c] = Math.round(picture.data[at + c]! * (1 - cover) + colour[c]! * cover);
    }
  }
}

/** Draws a line of text, the top left corner of its capitals at (left, top), strokes `unit` pixels thick with smooth edges. */
export function drawText(picture: Picture, text: string, left: number, top: number, unit: number, colour: Colour): void {
  let x = left;
  for (const character of text) {
    const glyph = glyphOf(character);
    drawGlyph(picture, glyph, x, top, unit, colour);
    x += (glyph[0]!.length + 1) * unit;
  }
}

import { type Glyph, glyphOf } from './glyphs.ts';
import type { Colour, Picture } from './picture.ts';

/** Height of a capital in units; a unit is the thickness of a stroke. */
export const capHeight = 7;

type Stroke = readonly [x0: number, y0: number, x1: number, y1: number];

/** Returns the width of a line of text in units. */
export function textWidth(text: string): number {
  const widths = [...text].map((character) => glyphOf(character)[0]!.length);
  return widths.reduce((sum, width) => sum + width + 1, 0) - (widths.length > 0 ? 1 : 0);
}

/** Returns lines through the ink of a glyph. Neighbours are joined; diagonal ones only if no neighbour at a side joins them already. */
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

const covers = new Map<string, Float32Array>();

/** Returns how much ink each picture pixel of a character gets, in [0, 1], [9 · unit, width · unit]. Results are kept. */
function coverOf(character: string, unit: number): Float32Array {
  const key = `${unit}${character}`;
  const known = covers.get(key);
  if (known) return known;
  const glyph = glyphOf(character);
  const strokes = strokesOf(glyph);
  const width = glyph[0]!.length * unit;
  const cover = Float32Array.from({ length: glyph.length * unit * width }, (_, i) => {
    const [u, v] = [((i % width) + 0.5) / unit - 0.5, (Math.floor(i / width) + 0.5) / unit - 0.5];
    const nearest = strokes.reduce((least, stroke) => Math.min(least, distance(u, v, stroke)), Number.POSITIVE_INFINITY);
    return Math.min(1, Math.max(0, 0.5 + (0.5 - nearest) * unit));
  });
  covers.set(key, cover);
  return cover;
}

function drawCharacter(picture: Picture, character: string, left: number, top: number, unit: number, colour: Colour): void {
  const width = glyphOf(character)[0]!.length * unit;
  for (const [i, cover] of coverOf(character, unit).entries()) {
    if (cover === 0) continue;
    const at = ((top + Math.floor(i / width)) * picture.width + left + (i % width)) * 3;
    for (let c = 0; c < 3; c++) picture.data[at + c] = Math.round(picture.data[at + c]! * (1 - cover) + colour[c]! * cover);
  }
}

/** Draws a line of text with the top left corner of its capitals at (left, top); its strokes are `unit` pixels thick with smooth edges. */
export function drawText(picture: Picture, text: string, left: number, top: number, unit: number, colour: Colour): void {
  let x = left;
  for (const character of text) {
    drawCharacter(picture, character, x, top, unit, colour);
    x += (glyphOf(character)[0]!.length + 1) * unit;
  }
}

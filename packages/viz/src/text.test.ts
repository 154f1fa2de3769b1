import { describe, expect, test } from 'vitest';
import { glyphOf } from './glyphs.ts';
import { type Colour, createPicture, type Picture } from './picture.ts';
import { drawText, textWidth } from './text.ts';

const white: Colour = [255, 255, 255];
const black: Colour = [0, 0, 0];
const known = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;!?\'"()[]{}|/\\_-–+=*×±·…<>≤≥%#&~^γσψ';

function inkBounds({ width, height, data }: Picture) {
  const inked = Array.from({ length: width * height }, (_, i) => i).filter((i) => data[3 * i]! < 255);
  const [xs, ys] = [inked.map((i) => i % width), inked.map((i) => Math.floor(i / width))];
  return { left: Math.min(...xs), right: Math.max(...xs) + 1, top: Math.min(...ys), bottom: Math.max(...ys) + 1 };
}

describe('text', () => {
  test('every character of the typeface has a drawing of its own', () => {
    const drawings = new Set([...known].map((character) => JSON.stringify(glyphOf(character))));
    expect(drawings.size).toBe([...known].length);
    expect(drawings).not.toContain(JSON.stringify(glyphOf('漢')));
  });

  test('capitals and digits are seven units high on the line', () => {
    for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789') {
      const rows = glyphOf(character).map((row) => row.includes(true));
      expect(rows.slice(0, 7)).toEqual(new Array(7).fill(true));
      expect(rows.slice(7)).not.toContain(true);
    }
  });

  test('strokes along the axes are as thick as a unit, black inside, with nothing beside them', () => {
    const picture = createPicture(20, 30, white);
    drawText(picture, 'l', 4, 2, 3, black);
    for (let y = 4; y < 15; y++) {
      expect([...picture.data.subarray((y * 20 + 3) * 3, (y * 20 + 8) * 3)].filter((_, i) => i % 3 === 0)).toEqual([255, 0, 0, 0, 255]);
    }
  });

  test.each([1, 2, 3, 5])('ink at %d pixels a unit fills the width that is measured and stays inside', (unit) => {
    for (const text of ['component 12', 'Mixture of Wagjpqy', known]) {
      const [left, top] = [7, 5];
      const width = textWidth(text) * unit;
      const picture = createPicture(left + width + 7, top + 9 * unit + 5, white);
      drawText(picture, text, left, top, unit, black);
      const ink = inkBounds(picture);
      expect(ink.left).toBe(left);
      expect(ink.right).toBeLessThanOrEqual(left + width);
      expect(ink.right).toBeGreaterThan(left + width - 3 * unit);
      expect(ink.top).toBe(top);
      expect(ink.bottom).toBeLessThanOrEqual(top + 9 * unit);
    }
  });

  test('text widths add up, with a unit between characters', () => {
    expect(textWidth('')).toBe(0);
    expect(textWidth('ab cd')).toBe(textWidth('ab') + textWidth(' ') + textWidth('cd') + 2);
  });
});

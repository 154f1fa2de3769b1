import { describe, expect, test } from 'vitest';
import { FigureArgumentError } from './errors.ts';
import { palette } from './palette.ts';
import type { Colour } from './picture.ts';

// Measured with other models than the ones that chose the colours: CIELAB for distance, Viénot, Brettel and Mollon (1999) for dichromacy.
const readers = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deutan: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
};
const toXyz = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const white = [0.95047, 1, 1.08883];
const times = (matrix: number[][], vector: number[]) => matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i]!, 0));

function cielab(colour: Colour, reader: number[][]): number[] {
  const linear = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  const seen = times(reader, linear).map((value) => Math.min(1, Math.max(0, value)));
  const [x, y, z] = times(toXyz, seen)
    .map((value, i) => value / white[i]!)
    .map((t) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116));
  return [116 * y! - 16, 500 * (x! - y!), 200 * (y! - z!)];
}

function least(colours: readonly Colour[], difference: (a: Colour, b: Colour) => number): number {
  return Math.min(...colours.flatMap((a, i) => colours.slice(0, i).map((b) => difference(a, b))));
}
const leastDistance = (colours: readonly Colour[], reader: number[][]) =>
  least(colours, (a, b) => Math.hypot(...cielab(a, reader).map((value, i) => value - cielab(b, reader)[i]!)));
const leastGrey = (colours: readonly Colour[]) =>
  least(colours, (a, b) => Math.abs(cielab(a, readers.normal)[0]! - cielab(b, readers.normal)[0]!));

describe('palette', () => {
  // Measured: 38, 22, 13, 8.9 over all readers, and 8.4, 6.8, 2.7, 2.1 in grey. A difference of 2.3 is just noticed.
  test.each([
    { count: 4, distance: 35, grey: 8 },
    { count: 7, distance: 20, grey: 6.5 },
    { count: 12, distance: 12, grey: 2.5 },
    { count: 16, distance: 8, grey: 2 },
  ])('$count colours differ by $distance for every reader and by $grey in grey', ({ count, distance, grey }) => {
    const colours = palette(count);
    for (const reader of Object.values(readers)) expect(leastDistance(colours, reader)).toBeGreaterThan(distance);
    expect(leastGrey(colours)).toBeGreaterThan(grey);
  });

  test('the colours it starts from, Okabe and Ito 2008, fail that in grey', () => {
    const original: Colour[] = [
      [230, 159, 0],
      [86, 180, 233],
      [0, 158, 115],
      [240, 228, 66],
      [0, 114, 178],
      [213, 94, 0],
      [204, 121, 167],
    ];
    expect(leastGrey(original)).toBeLessThan(1);
  });

  test('every colour stands out from black tiles and from white paper', () => {
    const ends: Colour[] = [
      [0, 0, 0],
      [255, 255, 255],
    ];
    for (const colour of palette(32)) for (const end of ends) expect(leastDistance([colour, end], readers.normal)).toBeGreaterThan(20);
  });

  test('a longer palette begins with the shorter one and never repeats', () => {
    const long = palette(40);
    for (const count of [1, 4, 7, 8, 20]) expect(palette(count)).toEqual(long.slice(0, count));
    expect(new Set(long.map(String)).size).toBe(40);
  });

  test.each([0, -1, 2.5, 257, Number.NaN])('refuses %s colours', (count) => {
    expect(() => palette(count)).toThrow(new FigureArgumentError('count', 'a whole number from 1 to 256', String(count)));
  });
});

import { describe, expect, test } from 'vitest';
import { appearances, leastDistance, lightness } from './colour.ts';
import type { Colour } from './picture.ts';

describe('colours', () => {
  // L* of sRGB greys and primaries, CIE 1976 with the D65 white: published values, to the digits given.
  test.each<[Colour, number]>([
    [[0, 0, 0], 0],
    [[255, 255, 255], 100],
    [[128, 128, 128], 53.59],
    [[255, 0, 0], 53.24],
    [[0, 255, 0], 87.73],
    [[0, 0, 255], 32.3],
  ])('lightness of %j is %d', (colour, expected) => {
    expect(lightness(colour)).toBeCloseTo(expected, 1);
  });

  // OKLab of the sRGB primaries as published with the space (Ottosson 2020), × 100.
  test.each<[Colour, number[]]>([
    [
      [255, 0, 0],
      [62.796, 22.486, 12.585],
    ],
    [
      [0, 255, 0],
      [86.644, -23.389, 17.95],
    ],
    [
      [0, 0, 255],
      [45.201, -3.246, -31.153],
    ],
  ])('normal vision sees %j at OKLab %j', (colour, expected) => {
    appearances(colour)[0]!.forEach((value, axis) => {
      expect(value).toBeCloseTo(expected[axis]!, 2);
    });
  });

  test('every reader sees a grey as the same grey', () => {
    for (const value of [0, 40, 145, 255]) {
      const [normal, ...others] = appearances([value, value, value]);
      for (const other of others) expect(leastDistance([normal!], [other])).toBeLessThan(0.01);
    }
  });

  test('red and green of one lightness are near for red-green blind readers alone', () => {
    const [a, b] = [appearances([190, 90, 60]), appearances([120, 125, 40])];
    const distances = a.map((view, reader) => leastDistance([view], [b[reader]!]));
    expect(distances[2]).toBeLessThan(distances[0]! / 3);
    expect(distances[3]).toBeGreaterThan(distances[0]! / 2);
    expect(leastDistance(a, b)).toBe(Math.min(...distances));
  });
});

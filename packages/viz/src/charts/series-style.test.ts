import { expect, test } from 'vitest';
import { lightness } from '../colour.ts';
import type { Colour } from '../picture.ts';
import { seriesStyles } from './series-style.ts';

const rgb = (hex: string) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as [number, number, number] satisfies Colour;

test('lines are dark enough for white paper and light enough for a dark page', () => {
  for (const { colour } of seriesStyles(12)) {
    expect(lightness(rgb(colour))).toBeLessThanOrEqual(70);
    expect(lightness(rgb(colour))).toBeGreaterThan(35);
  }
});

test('the first seven differ by colour, by shape, and in grey', () => {
  const styles = seriesStyles(7);
  for (const key of ['colour', 'symbol'] as const) expect(new Set(styles.map((style) => style[key])).size).toBe(7);
  const greys = styles.map(({ colour }) => lightness(rgb(colour))).sort((a, b) => a - b);
  greys.slice(1).forEach((grey, i) => {
    expect(grey - greys[i]!).toBeGreaterThan(1);
  });
});

test('there is a style for every one of many series, and a longer list begins with the shorter one', () => {
  expect(new Set(seriesStyles(60).map(({ colour, symbol }) => `${colour} ${symbol}`)).size).toBe(60);
  expect(seriesStyles(500).length).toBe(500);
  expect(seriesStyles(9).slice(0, 3)).toEqual(seriesStyles(3));
});

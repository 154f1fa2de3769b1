import { type DotOptions, dot, link } from '@observablehq/plot';
import { hex, lightness } from '../colour.ts';
import { palette } from '../palette.ts';
import type { Key } from './head.ts';
import type { Mark } from './panel.ts';

/** Colour and symbol of a series; the symbol also tells series apart in a print without colours. */
export interface SeriesStyle {
  readonly colour: string;
  readonly symbol: NonNullable<DotOptions['symbol']>;
}

const symbols = ['circle', 'square', 'triangle', 'diamond', 'cross', 'star', 'wye'] as const;

/** Returns `count` colours of the palette that are dark enough for lines on white paper; they repeat if there are too few. */
function darkColours(count: number): string[] {
  for (let size = Math.min(count, 256); ; size = Math.min(2 * size, 256)) {
    const found = palette(size).filter((colour) => lightness(colour) <= 70);
    if (found.length >= count || size === 256) return Array.from({ length: count }, (_, i) => hex(found[i % found.length]!));
  }
}

export function seriesStyles(count: number): SeriesStyle[] {
  if (count === 0) return [];
  return darkColours(count).map((colour, i) => ({ colour, symbol: symbols[i % symbols.length]! }));
}

/** Width and opacity of a line. */
export interface LineStyle {
  readonly strokeWidth: number;
  readonly strokeOpacity: number;
  readonly strokeDasharray?: string;
}

/** Returns a legend entry that shows a piece of line, with the symbol on it if the series has one. */
export function lineKey(label: string, { colour, symbol }: { colour: string; symbol?: SeriesStyle['symbol'] }, line: LineStyle): Key {
  return {
    label,
    sample: (x, y): Mark[] => [
      link([0], { x1: [x], x2: [x + 24], y1: [y], y2: [y], stroke: colour, ...line }),
      ...(symbol ? [dot([0], { x: [x + 12], y: [y], symbol, r: 4, fill: colour })] : []),
    ],
  };
}

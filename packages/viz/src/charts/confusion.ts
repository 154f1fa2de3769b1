import { rect, ruleY, text } from '@observablehq/plot';
import { hex } from '../colour.ts';
import { checkArray, checkGamma, checkInteger } from '../errors.ts';
import { palette } from '../palette.ts';
import { type ChartOptions, composeChart } from './chart.ts';
import { checkNotEmpty } from './check.ts';
import type { Mark } from './panel.ts';

export interface ConfusionOptions extends ChartOptions {
  /** The object that each pixel belongs to, [pixels]; 0 = not scored. */
  readonly truth: Uint8Array;
  /** Responsibilities, [K, pixels]; they sum to 1 over K. */
  readonly gamma: Float32Array;
  /** K, the number of components. */
  readonly components: number;
}

/** Widths in pixels: the column of names (`first`), then columns between `least` and `most`. */
const column = { first: 118, least: 44, usual: 64, most: 84 };
const margin = 12;
const rowHeight = 62;
const head = 48;
const side = 34;

interface Row {
  readonly label: number;
  readonly pixels: number;
  /** The share of each component, [K]; they sum to 1. */
  readonly shares: readonly number[];
}

/** Returns for each object the share of its pixels that each component answers for; pixels that are not scored come last. */
function sharesOf({ truth, gamma, components }: ConfusionOptions): Row[] {
  const labels = [...new Set(truth)].sort((a, b) => (a || 256) - (b || 256));
  return labels.map((label) => {
    const own = [...truth.keys()].filter((i) => truth[i] === label);
    const shareOf = (k: number) => own.reduce((sum, i) => sum + gamma[k * truth.length + i]!, 0) / own.length;
    return { label, pixels: own.length, shares: Array.from({ length: components }, (_, k) => shareOf(k)) };
  });
}

function columnHead(k: number, x: number, fill: string): Mark[] {
  return [
    text([0], { x: [x], y: [12], text: [String(k + 1)] }),
    rect([0], { x1: [x - side / 2], x2: [x + side / 2], y1: [24], y2: [30], fill, stroke: 'currentColor', strokeWidth: 0.5 }),
  ];
}

/** Draws a square whose area is the share inside the outline of a full square, so that a print in grey shows the shares, too. */
function cell(share: number, x: number, y: number, fill: string): Mark[] {
  const box = (half: number) => ({ x1: [x - half], x2: [x + half], y1: [y - half], y2: [y + half] });
  return [
    rect([0], { ...box((side / 2) * Math.sqrt(share)), fill, stroke: 'currentColor', strokeWidth: 0.75 }),
    rect([0], { ...box(side / 2), fill: 'none', stroke: 'currentColor', strokeOpacity: 0.25 }),
    text([0], { x: [x], y: [y + side / 2 + 10], text: [`${Math.round(100 * share)} %`], fontVariant: 'tabular-nums' }),
  ];
}

/**
 * Draws which share of each true object (rows) every component (columns) answers for, as the area of a square and as a number. A right
 * grouping has one full square in each row of objects, and at most one in a column.
 *
 * @returns the text of an SVG file
 * @throws FigureArgumentError if the sizes of truth and gamma disagree, or gamma does not sum to 1.
 */
export function confusion(options: ConfusionOptions): string {
  const { document, title, truth, gamma, components } = options;
  const { width = Math.max(240, column.first + components * column.usual + margin) } = options;
  checkNotEmpty('truth', truth);
  checkInteger('components', components, 1, 128);
  checkInteger('width', width, column.first + components * column.least + margin, 10_000);
  checkArray('gamma', gamma, { components, pixels: truth.length });
  checkGamma(gamma, components, truth.length);
  const rows = sharesOf(options);
  const colours = palette(components).map(hex);
  const pitch = Math.min(column.most, (width - column.first - margin) / components);
  const xOf = (k: number) => column.first + (k + 0.5) * pitch;
  const heads = colours.flatMap((colour, k) => columnHead(k, xOf(k), colour));
  const cells = rows.flatMap(({ label, pixels, shares }, i) => {
    const y = head + i * rowHeight + side / 2;
    const name = { x: [8], textAnchor: 'start' } as const;
    return [
      ...(label === 0 && i > 0 ? [ruleY([head + i * rowHeight - 5], { strokeOpacity: 0.4 })] : []),
      text([0], { ...name, y: [y - 7], text: [label === 0 ? 'not scored' : `object ${label}`] }),
      text([0], { ...name, y: [y + 9], text: [`${pixels} pixels`], fillOpacity: 0.7 }),
      ...shares.flatMap((share, k) => cell(share, xOf(k), y, colours[k]!)),
    ];
  });
  const pixels = { type: 'identity', axis: null } as const;
  const told = rows.map(({ label, shares }) => `object ${label}: ${shares.map((share) => `${Math.round(100 * share)} %`).join(', ')}`);
  return composeChart({
    document,
    title,
    width,
    description: `Shares of the components in each object. ${told.join('; ')}`,
    keys: [],
    panels: [
      {
        height: head + rows.length * rowHeight,
        margin: 0,
        x: pixels,
        y: pixels,
        marks: [text([0], { x: [8], y: [12], text: ['component'], textAnchor: 'start' }), ...heads, ...cells],
      },
    ],
  });
}

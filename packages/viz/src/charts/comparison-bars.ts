import { dot, link, rect, text } from '@observablehq/plot';
import { FigureArgumentError } from '../errors.ts';
import { across, scoreRange } from './axes.ts';
import { type ChartOptions, composeChart, paper } from './chart.ts';
import { checkNotEmpty, checkNumbers, checkWidth } from './check.ts';
import { type Key, lineOfText, textWidth } from './head.ts';
import { type Measured, measuredText } from './measured-text.ts';
import type { Mark } from './panel.ts';
import { seriesStyles } from './series-style.ts';

/** A row: a bar for a measured value, a mark for a published value, or both. */
export interface ComparisonBar {
  readonly name: string;
  readonly measured?: Measured | undefined;
  readonly published?: Measured | undefined;
  /** Bars of a group share a colour. A legend above the bars names the groups if there are several. */
  readonly group?: string | undefined;
}

export interface ComparisonBarsOptions extends ChartOptions {
  readonly bars: readonly ComparisonBar[];
  readonly scoreName?: string | undefined;
  /** The legend's name for the marks of published values. */
  readonly publishedName?: string | undefined;
}

const [left, right] = [12, 16];
/** Pixels from the top of a row to the middle of its name, of its bar, and of the mark below the bar. */
const row = { name: 10, bar: 27, below: 42 };
const halfBar = 7;
const ink = 'currentColor';

const ends = ({ value, deviation = 0 }: Measured): [number, number] => [value - deviation, value + deviation];

/** Draws a line with a short stroke across each end; its light outline keeps it visible on a bar. */
function errorBar(measured: Measured, y: number): Mark[] {
  if (!measured.deviation) return [];
  const [low, high] = ends(measured);
  const at = { x1: [low, low, high], x2: [high, low, high], y1: [y, y - 4, y - 4], y2: [y, y + 4, y + 4] };
  return [link([0, 1, 2], { ...at, stroke: paper, strokeWidth: 4 }), link([0, 1, 2], { ...at, stroke: ink, strokeWidth: 1.5 })];
}

const diamond = (x: number, y: number) => dot([0], { x: [x], y: [y], symbol: 'diamond', r: 4.5, fill: ink });

/** Draws the numbers at the right end of the line and the name in the rest of it. */
function caption({ name, measured, published }: ComparisonBar, y: number, width: number): Mark[] {
  const numbers = [...(measured ? [measuredText(measured)] : []), ...(published ? [`◆ ${measuredText(published)}`] : [])].join(
    '\u2002\u2002',
  );
  const room = Math.max(24, width - left - right - textWidth(numbers) - 8);
  const number = text([numbers], { text: [numbers], y: [y], frameAnchor: 'right', textAnchor: 'end', fontVariant: 'tabular-nums' });
  return [lineOfText(name, { y, width: room }), number];
}

/** Returns the height of a row: the mark of a published value stands below the bar, or replaces it. */
const heightOf = ({ measured, published }: ComparisonBar) => (measured && published ? 58 : 46);

/** The colour of each group that has bars. */
type Fills = ReadonlyMap<string, string>;

function fillsOf(bars: readonly ComparisonBar[]): Fills {
  const groups = [...new Set(bars.flatMap(({ measured, group = '' }) => (measured ? [group] : [])))];
  return new Map(seriesStyles(groups.length).map(({ colour }, i) => [groups[i]!, colour]));
}

function drawRow(bar: ComparisonBar, top: number, width: number, fills: Fills): Mark[] {
  const { measured, published, group = '' } = bar;
  const y = top + row.bar;
  const box = measured && { x1: [0], x2: [measured.value], y1: [y - halfBar], y2: [y + halfBar] };
  const mark = top + (measured ? row.below : row.bar);
  return [
    ...caption(bar, top + row.name, width),
    ...(box ? [rect([0], { ...box, fill: fills.get(group)! })] : []),
    ...(measured ? errorBar(measured, y) : []),
    ...(published ? [...errorBar(published, mark), diamond(published.value, mark)] : []),
  ];
}

function legend(bars: readonly ComparisonBar[], fills: Fills, publishedName: string): Key[] {
  const groups = [...fills].map(([label, fill]) => ({
    label,
    sample: (x: number, y: number): Mark[] => [rect([0], { x1: [x], x2: [x + 24], y1: [y - 6], y2: [y + 6], fill })],
  }));
  const published = { label: publishedName, sample: (x: number, y: number): Mark[] => [diamond(x + 12, y)] };
  return [...(groups.length > 1 ? groups : []), ...(bars.some((bar) => bar.published) ? [published] : [])];
}

/** Returns the ends of both values of a row, which the axis must hold. */
const reach = ({ measured, published }: ComparisonBar) => [measured, published].flatMap((one) => (one ? ends(one) : []));

/**
 * Draws scores as bars with error bars, and published values as diamonds to compare with.
 *
 * @returns the text of an SVG file
 * @throws FigureArgumentError for rows with neither a measured nor a published value, and for values that are not finite.
 */
export function comparisonBars(options: ComparisonBarsOptions): string {
  const { document, title, width = 480, bars, scoreName = 'score', publishedName = 'published' } = options;
  checkWidth(width);
  checkNotEmpty('bars', bars);
  for (const [i, bar] of bars.entries()) {
    if (!bar.measured && !bar.published) throw new FigureArgumentError(`bars[${i}]`, 'measured, published or both', 'neither');
    checkNumbers(`bars[${i}]`, reach(bar));
  }
  const fills = fillsOf(bars);
  const tops = bars.map((_, i) => bars.slice(0, i).reduce((sum, bar) => sum + heightOf(bar), 8));
  const bottom = tops.at(-1)! + heightOf(bars.at(-1)!);
  return composeChart({
    document,
    title,
    width,
    description: `${scoreName}: ${bars.map(({ name, measured, published }) => `${name} ${measuredText((measured ?? published)!)}`).join(', ')}`,
    keys: legend(bars, fills, publishedName),
    panels: [
      {
        height: bottom + 40,
        margin: 0,
        marginLeft: left,
        marginRight: right,
        marginBottom: 40,
        x: { ...across, domain: scoreRange(bars.flatMap(reach)), grid: true, ticks: 5, label: scoreName },
        y: { type: 'identity', axis: null },
        marks: bars.flatMap((bar, i) => drawRow(bar, tops[i]!, width, fills)),
      },
    ],
  });
}

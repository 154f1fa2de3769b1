import { areaY, dot, line, ruleX } from '@observablehq/plot';
import { checkInteger, FigureArgumentError } from '../errors.ts';
import { across, frame, scoreRange, upward } from './axes.ts';
import { type ChartOptions, composeChart } from './chart.ts';
import { checkNotEmpty, checkNumbers, checkWidth } from './check.ts';
import type { Mark } from './panel.ts';
import { lineKey, type SeriesStyle, seriesStyles } from './series-style.ts';

/** Quartiles of the scores of many images or sequences at one step. */
export interface ScoreQuartiles {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

export interface ScoreSeries {
  readonly name: string;
  /** One for each step or frame, [T]. */
  readonly quartiles: readonly ScoreQuartiles[];
}

export interface ScorePerStepOptions extends ChartOptions {
  readonly series: readonly ScoreSeries[];
  readonly scoreName?: string | undefined;
  /** What a step is, as the name of the axis. */
  readonly axis?: string | undefined;
  /** The number of steps that training unrolled. A line marks where they end. */
  readonly trainedSteps?: number | undefined;
}

const key = { strokeWidth: 2.2, strokeOpacity: 1 };
const limit = { stroke: 'currentColor', strokeDasharray: '3 3' };

function band({ quartiles }: ScoreSeries, { colour, symbol }: SeriesStyle): Mark[] {
  const points = quartiles.map((quartile, i) => ({ ...quartile, step: i + 1 }));
  const every = Math.ceil(points.length / 20);
  const sparse = points.filter((_, i) => i % every === 0);
  return [
    areaY(points, { x: 'step', y1: 'lower', y2: 'upper', fill: colour, fillOpacity: 0.2 }),
    line(points, { x: 'step', y: 'median', stroke: colour, ...key }),
    dot(sparse, { x: 'step', y: 'median', symbol, r: 3.5, fill: colour }),
  ];
}

/** Returns about `count` whole numbers from 1 on, in round steps. */
function ticks(steps: number, count: number): number[] {
  const every = [1, 2, 5, 10, 20, 50, 100].find((size) => steps / size <= count) ?? Math.ceil(steps / count);
  return Array.from({ length: steps }, (_, i) => i + 1).filter((step) => step === 1 || step % every === 0);
}

/**
 * Draws the median score at each EM step or frame in a band from the lower to the upper quartile, for one model or several.
 *
 * @returns the text of an SVG file
 * @throws FigureArgumentError for series without steps, for quartiles out of order and for values that are not finite.
 */
export function scorePerStep(options: ScorePerStepOptions): string {
  const { document, title, width = 480, series, scoreName = 'score', axis = 'EM step', trainedSteps } = options;
  checkWidth(width);
  checkNotEmpty('series', series);
  for (const [i, { quartiles }] of series.entries()) {
    const argument = `series[${i}].quartiles`;
    if (quartiles.length === 0) throw new FigureArgumentError(argument, 'at least one step', 'an empty list');
    checkNumbers(
      argument,
      quartiles.flatMap(({ lower, median, upper }) => [lower, median, upper]),
    );
    const step = quartiles.findIndex(({ lower, median, upper }) => lower > median || median > upper);
    if (step >= 0) throw new FigureArgumentError(argument, 'lower ≤ median ≤ upper at each step', `so at step ${step + 1}`);
  }
  if (trainedSteps !== undefined) checkInteger('trainedSteps', trainedSteps, 1);
  const steps = Math.max(...series.map(({ quartiles }) => quartiles.length));
  const styles = seriesStyles(series.length);
  const inside = trainedSteps !== undefined && trainedSteps < steps;
  const domain = scoreRange(series.flatMap(({ quartiles }) => quartiles.flatMap(({ lower, upper }) => [lower, upper])));
  return composeChart({
    document,
    title,
    width,
    description: `Median ${scoreName} over ${steps} steps, with quartiles, of ${series.map(({ name }) => name).join(', ')}`,
    keys: [
      ...series.map(({ name }, i) => lineKey(name, styles[i]!, key)),
      ...(inside ? [lineKey('steps in training', { colour: 'currentColor' }, { ...key, strokeWidth: 1, strokeDasharray: '3 3' })] : []),
    ],
    panels: [
      {
        height: 240,
        ...frame,
        x: { ...across, domain: [1, Math.max(2, steps)], ticks: ticks(steps, width / 45), tickFormat: 'd', label: axis },
        y: { ...upward, domain, label: `${scoreName}, median and quartiles` },
        marks: [...(inside ? [ruleX([trainedSteps], limit)] : []), ...series.flatMap((one, i) => band(one, styles[i]!))],
      },
    ],
  });
}

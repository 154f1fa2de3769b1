import { dot, line, ruleX } from '@observablehq/plot';
import { checkInteger, FigureArgumentError } from '../errors.ts';
import { across, frame } from './axes.ts';
import { type ChartOptions, composeChart } from './chart.ts';
import { checkNotEmpty, checkWidth } from './check.ts';
import { lossAxis } from './loss-axis.ts';
import type { Mark } from './panel.ts';
import { lineKey, type SeriesStyle, seriesStyles } from './series-style.ts';

/** The scores of one model at each step of a rollout. */
export interface RolloutSeries {
  readonly name: string;
  /** Scores by name, one for each step; steps whose score is not finite are left out. */
  readonly curves: Readonly<Record<string, readonly number[]>>;
}

export interface RolloutCurvesOptions extends ChartOptions {
  /** All series have scores of the same names; each name gets a panel. */
  readonly series: readonly RolloutSeries[];
  /** The number of first steps for which the model knew the true frame. A line marks the last one; then it reads its own predictions. */
  readonly known?: number | undefined;
  /** What a step is, as the name of the axis. */
  readonly axis?: string | undefined;
}

const thick = { strokeWidth: 2.2, strokeOpacity: 1 };
const limit = { stroke: 'currentColor', strokeDasharray: '3 3' };

function curve(values: readonly number[], { colour, symbol }: SeriesStyle): Mark[] {
  const points = values.map((value, i) => ({ step: i + 1, value })).filter(({ value }) => Number.isFinite(value));
  const every = Math.ceil(points.length / 9);
  const place = { x: 'step', y: 'value' } as const;
  return [
    line(points, { ...place, stroke: colour, ...thick }),
    dot(
      points.filter((_, i) => i % every === 0),
      { ...place, symbol, r: 3.5, fill: colour },
    ),
  ];
}

/**
 * Draws the scores of rollouts step by step, a panel for each score, for one model or several.
 *
 * @returns the text of an SVG file
 * @throws FigureArgumentError for series without steps, and for series whose scores have other names than those of the first.
 */
export function rolloutCurves(options: RolloutCurvesOptions): string {
  const { document, title, width = 480, series, known, axis = 'frame' } = options;
  checkWidth(width);
  checkNotEmpty('series', series);
  const names = Object.keys(series[0]!.curves);
  checkNotEmpty('series[0].curves', names);
  for (const [i, { curves }] of series.entries()) {
    const own = Object.keys(curves);
    if (own.join() !== names.join())
      throw new FigureArgumentError(`series[${i}].curves`, `${names.join(', ')}, as of the first`, own.join(', '));
    for (const name of names) checkNotEmpty(`series[${i}].curves.${name}`, curves[name]!.filter(Number.isFinite));
  }
  const steps = Math.max(...series.flatMap(({ curves }) => Object.values(curves).map(({ length }) => length)));
  if (known !== undefined) checkInteger('known', known, 0);
  const isInside = known !== undefined && known > 0 && known < steps;
  const styles = seriesStyles(series.length);
  return composeChart({
    document,
    title,
    width,
    description: `${names.join(', ')} over ${steps} steps, of ${series.map(({ name }) => name).join(', ')}`,
    keys: [
      ...series.map(({ name }, i) => lineKey(name, styles[i]!, thick)),
      ...(isInside ? [lineKey('last true frame', { colour: 'currentColor' }, { ...thick, strokeWidth: 1, strokeDasharray: '3 3' })] : []),
    ],
    panels: names.map((name, panel) => ({
      height: 190,
      ...frame,
      x: {
        ...across,
        domain: [1, Math.max(2, steps)],
        ticks: Math.floor(width / 60),
        tickFormat: 'd',
        label: panel === names.length - 1 ? axis : null,
      },
      y: {
        ...lossAxis(
          series.flatMap(({ curves }) => curves[name]!.filter(Number.isFinite)),
          'linear',
        ),
        label: name,
      },
      marks: [...(isInside ? [ruleX([known], limit)] : []), ...series.flatMap(({ curves }, i) => curve(curves[name]!, styles[i]!))],
    })),
  });
}

import { dot, line } from '@observablehq/plot';
import { across, extent, frame, upward } from './axes.ts';
import { type ChartOptions, composeChart } from './chart.ts';
import { checkNotEmpty, checkNumbers, checkWidth } from './check.ts';
import { type LineStyle, lineKey, seriesStyles } from './series-style.ts';

/** The log-likelihood before each EM step of one fit. */
export interface LikelihoodSeries {
  readonly name: string;
  readonly values: readonly number[];
}

export interface LogLikelihoodCurveOptions extends ChartOptions {
  readonly series: readonly LikelihoodSeries[];
}

const thick: LineStyle = { strokeWidth: 2.2, strokeOpacity: 1 };

/**
 * Draws the log-likelihood over the steps of EM, for one fit or several. EM never lowers it.
 *
 * @returns the text of an SVG file
 * @throws FigureArgumentError for series without values and for values that are not finite
 */
export function logLikelihoodCurve({ document, title, width = 480, series }: LogLikelihoodCurveOptions): string {
  checkWidth(width);
  checkNotEmpty('series', series);
  for (const [i, { values }] of series.entries()) {
    checkNotEmpty(`series[${i}].values`, values);
    checkNumbers(`series[${i}].values`, values);
  }
  const styles = seriesStyles(series.length);
  const steps = Math.max(...series.map(({ values }) => values.length)) - 1;
  const curves = series.map(({ values }) => values.map((y, x) => ({ x, y })));
  return composeChart({
    document,
    title,
    width,
    description: `Log-likelihood over EM steps of ${series.map(({ name }) => name).join(', ')}`,
    keys: series.map(({ name }, i) => lineKey(name, styles[i]!, thick)),
    panels: [
      {
        ...frame,
        height: 230,
        x: {
          ...across,
          label: 'EM step',
          domain: [0, Math.max(1, steps)],
          ticks: Math.min(steps, Math.floor(width / 90)),
          tickFormat: 'd',
        },
        y: { ...upward, label: 'log-likelihood', domain: extent(series.flatMap(({ values }) => values)), nice: true },
        marks: curves.flatMap((points, i) => [
          line(points, { x: 'x', y: 'y', stroke: styles[i]!.colour, ...thick }),
          dot(points, { x: 'x', y: 'y', fill: styles[i]!.colour, symbol: styles[i]!.symbol, r: 2.5 }),
        ]),
      },
    ],
  });
}

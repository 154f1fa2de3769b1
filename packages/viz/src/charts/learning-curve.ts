import { dot, line } from '@observablehq/plot';
import { FigureArgumentError } from '../errors.ts';
import { across, extent, frame, scoreRange, upward } from './axes.ts';
import { type ChartOptions, composeChart } from './chart.ts';
import { checkNotEmpty, checkNumbers, checkWidth } from './check.ts';
import type { Key } from './head.ts';
import { type LossScale, lossAxis } from './loss-axis.ts';
import type { Mark, Panel } from './panel.ts';
import { type LineStyle, lineKey, type SeriesStyle, seriesStyles } from './series-style.ts';

/** A value after a training step. */
export interface CurvePoint {
  readonly step: number;
  readonly value: number;
}

/** The values that one run recorded. */
export interface LearningSeries {
  readonly name: string;
  /** The loss of training batches. If there are more points than pixels, the means of neighbours are drawn. */
  readonly training?: readonly CurvePoint[] | undefined;
  /** The loss on validation images. */
  readonly validation?: readonly CurvePoint[] | undefined;
  /** The score on validation images, in a panel of its own. */
  readonly score?: readonly CurvePoint[] | undefined;
}

export interface LearningCurveOptions extends ChartOptions {
  readonly series: readonly LearningSeries[];
  readonly lossName?: string | undefined;
  readonly scoreName?: string | undefined;
  /** The scale of the loss axis. Default: logarithmic if every loss is above 0 and the largest is more than five times the smallest. */
  readonly lossScale?: LossScale | undefined;
}

const thin: LineStyle = { strokeWidth: 1.2, strokeOpacity: 0.65 };
const thick: LineStyle = { strokeWidth: 2.2, strokeOpacity: 1 };
const size = { loss: 210, score: 170 };

/** Cuts consecutive points into at most `bins` groups of about equal size and returns the mean of each. */
export function binned(points: readonly CurvePoint[], bins: number): CurvePoint[] {
  const count = Math.min(bins, points.length);
  return Array.from({ length: count }, (_, i) => {
    const group = points.slice(Math.floor((i * points.length) / count), Math.floor(((i + 1) * points.length) / count));
    const mean = (key: keyof CurvePoint) => group.reduce((sum, point) => sum + point[key], 0) / group.length;
    return { step: mean('step'), value: mean('value') };
  });
}

/** Returns at most nine of the points, evenly spread: symbols on all of them would hide the line. */
function spread(points: readonly CurvePoint[]): CurvePoint[] {
  const every = Math.ceil(points.length / 9);
  return points.filter((_, i) => (points.length - 1 - i) % every === 0);
}

const place = { x: 'step', y: 'value' } as const;

function curve(points: readonly CurvePoint[] = [], { colour, symbol }: SeriesStyle): Mark[] {
  if (points.length === 0) return [];
  return [line(points, { ...place, stroke: colour, ...thick }), dot(spread(points), { ...place, symbol, r: 4, fill: colour })];
}

type Styled = LearningSeries & SeriesStyle;

function lossPanel(series: readonly Styled[], { lossName = 'loss', lossScale }: LearningCurveOptions): Panel[] {
  const losses = series.flatMap(({ training = [], validation = [] }) => [...training, ...validation].map(({ value }) => value));
  if (losses.length === 0) return [];
  const training = series.map((one) => line(one.training ?? [], { ...place, stroke: one.colour, ...thin }));
  const validation = series.flatMap((one) => curve(one.validation, one));
  return [{ height: size.loss, y: { ...lossAxis(losses, lossScale), label: lossName }, marks: [...training, ...validation] }];
}

function scorePanel(series: readonly Styled[], { scoreName = 'score' }: LearningCurveOptions): Panel[] {
  const scores = series.flatMap(({ score = [] }) => score.map(({ value }) => value));
  if (scores.length === 0) return [];
  const y = { ...upward, domain: scoreRange(scores), label: scoreName };
  return [{ height: size.score, y, marks: series.flatMap((one) => curve(one.score, one)) }];
}

/** Explains thin and thick lines, if both are drawn. */
function splitKeys(series: readonly Styled[]): Key[] {
  const ink = { colour: 'currentColor' };
  const [training, validation] = [series.some((one) => one.training?.length), series.some((one) => one.validation?.length)];
  return training && validation ? [lineKey('training', ink, thin), lineKey('validation', ink, thick)] : [];
}

const pointsOf = ({ training = [], validation = [], score = [] }: LearningSeries) => [...training, ...validation, ...score];

function checkSeries(series: readonly LearningSeries[]): void {
  for (const [i, one] of series.entries()) {
    const points = pointsOf(one);
    const argument = `series[${i}]`;
    if (points.length === 0)
      throw new FigureArgumentError(argument, 'training, validation or score with at least one point', 'without any');
    checkNumbers(
      argument,
      points.flatMap(({ step, value }) => [step, value]),
    );
  }
}

/**
 * Draws losses over training, thin for training and thick for validation, for one run or several; below them the score, if there is one.
 *
 * @returns the text of an SVG file
 * @throws FigureArgumentError for series without points and for values that are not finite.
 */
export function learningCurve(options: LearningCurveOptions): string {
  const { document, title, width = 480 } = options;
  checkWidth(width);
  checkNotEmpty('series', options.series);
  checkSeries(options.series);
  const styles = seriesStyles(options.series.length);
  const series = options.series.map((one, i) => ({ ...one, ...styles[i]!, training: binned(one.training ?? [], Math.floor(width / 3)) }));
  const panels = [...lossPanel(series, options), ...scorePanel(series, options)];
  const x = { ...across, domain: extent(series.flatMap((one) => pointsOf(one).map(({ step }) => step))), ticks: Math.floor(width / 90) };
  return composeChart({
    document,
    title,
    width,
    description: `Learning curves of ${series.map(({ name }) => name).join(', ')}`,
    keys: [...series.map((one) => lineKey(one.name, one, thick)), ...splitKeys(series)],
    panels: panels.map((panel, i) => ({ ...frame, ...panel, x: { ...x, label: i === panels.length - 1 ? 'training step' : null } })),
  });
}

import { TrainingOptionError } from '../errors.ts';

/** A training step, counted from 1, and the value at this step. */
export type Point = readonly [step: number, value: number];

/**
 * Returns a function from the training step to a value that moves along straight lines between points. Before the first point it is the first
 * value, after the last point the last one. Use it in the option `at` of `train`, or as a schedule of the learning rate.
 *
 * @throws TrainingOptionError if there are no points, a number is not finite, or steps do not rise.
 */
export function alongPoints(points: readonly Point[]): (step: number) => number {
  if (points.length === 0) throw new TrainingOptionError('alongPoints: at least one point [step, value] is needed, not none');
  for (const [i, [step, value]] of points.entries()) {
    if (!(Number.isFinite(step) && Number.isFinite(value)))
      throw new TrainingOptionError(`alongPoints: points[${i}] must be two finite numbers, not [${step}, ${value}]`);
    if (i > 0 && !(step > points[i - 1]![0]))
      throw new TrainingOptionError(`alongPoints: steps must rise from point to point, but ${step} comes after ${points[i - 1]![0]}`);
  }
  return (step) => {
    const next = points.findIndex(([at]) => at > step);
    if (next === 0) return points[0]![1];
    if (next < 0) return points.at(-1)![1];
    const [[from, before], [to, after]] = [points[next - 1]!, points[next]!];
    return before + ((after - before) * (step - from)) / (to - from);
  };
}

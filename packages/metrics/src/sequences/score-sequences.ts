import type { ClusteringMetric } from '../foreground.ts';
import type { Labels } from '../labels.ts';
import { framesOf } from './frames.ts';

/**
 * Returns the score of each sequence, taken as one clustering of all its pixels in space and time. An object whose component changes
 * halfway counts as split; scores of single frames do not see that.
 *
 * @param truth true labels, [T, B, D]
 * @param prediction predicted labels, [T, B, D]
 * @returns the scores, [B]
 * Throws a `MetricInputError` if lengths and shape disagree, or for labels that the metric refuses.
 */
export function scoreSequences(
  metric: ClusteringMetric,
  truth: Labels,
  prediction: Labels,
  shape: readonly [steps: number, batch: number, pixels: number],
): Float64Array {
  const all = (parts: ArrayLike<number>[]) => parts.flatMap((part) => Array.from(part));
  return Float64Array.from(framesOf(truth, prediction, shape), (frames) =>
    metric(all(frames.map((frame) => frame.truth)), all(frames.map((frame) => frame.prediction))),
  );
}

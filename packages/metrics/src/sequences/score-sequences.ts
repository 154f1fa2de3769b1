import type { ClusteringMetric } from '../foreground.ts';
import type { Labels } from '../labels.ts';
import { framesOf } from './frames.ts';

/**
 * The score of each sequence as one clustering of all its pixels in space and time: an object that changes its component halfway is
 * an object that was split, which the score of single frames does not see.
 *
 * @param truth true labels, [T, B, D]
 * @param prediction predicted labels, [T, B, D]
 * @returns the scores, [B]
 * Throws a `MetricInputError` where lengths and shape disagree, or for labels that the metric refuses.
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

import { checkSameLength } from './contingency.ts';
import { MetricInputError } from './errors.ts';
import type { ClusteringMetric } from './foreground.ts';
import { count } from './shape.ts';

/** Labels of several images, one after the other: a typed array or an array. */
export interface Labels extends ArrayLike<number> {
  slice(start: number, end: number): ArrayLike<number>;
}

/**
 * The score of every image of a batch, or of every frame of a batch of sequences.
 *
 * @param truth true labels, [..., D]
 * @param prediction predicted labels, [..., D]
 * @param shape their shape: [B, D], [T, B, D], any axes before the pixels of an image
 * @returns the scores, [...]
 * Throws a `MetricInputError` where lengths and shape disagree, or for labels that the metric refuses.
 */
export function scoreImages(metric: ClusteringMetric, truth: Labels, prediction: Labels, shape: readonly number[]): Float64Array {
  checkSameLength(truth, prediction);
  const pixels = shape.at(-1) ?? 0;
  if (shape.length < 1 || count(shape) !== truth.length) {
    throw new MetricInputError(`shape must be [..., D] of ${truth.length} labels, got [${shape.join(', ')}]`);
  }
  return new Float64Array(count(shape.slice(0, -1))).map((_, image) => {
    const [start, end] = [image * pixels, (image + 1) * pixels];
    return metric(truth.slice(start, end), prediction.slice(start, end));
  });
}

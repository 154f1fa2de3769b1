import { checkSameItems } from './contingency.ts';
import { MetricInputError } from './errors.ts';
import type { ClusteringMetric } from './foreground.ts';
import { type Labels, readIntegers, sliceLabels } from './labels.ts';
import { checkShape, count } from './shape.ts';

/**
 * Returns the score of every image of a batch, or of every frame of a batch of sequences.
 *
 * @param truth true labels, [..., D]
 * @param prediction predicted labels, [..., D]
 * @param shape the shape of both: [B, D], [T, B, D], or any other axes before the pixels of an image
 * @returns the scores, [...]
 * Throws a `MetricInputError` if lengths and shape disagree, or for labels that the metric refuses.
 */
export function scoreImages(metric: ClusteringMetric, truth: Labels, prediction: Labels, shape: readonly number[]): Float64Array {
  const given = [readIntegers(truth, 'truth'), readIntegers(prediction, 'prediction')] as const;
  checkSameItems(...given);
  const [{ values: trueLabels }, { values: predictedLabels }] = given;
  checkShape(shape);
  const pixels = shape.at(-1) ?? 0;
  if (shape.length < 1 || count(shape) !== trueLabels.length) {
    throw new MetricInputError(`shape must be [..., D] of ${trueLabels.length} labels, got [${shape.join(', ')}]`);
  }
  return new Float64Array(count(shape.slice(0, -1))).map((_, image) => {
    const range = [image * pixels, (image + 1) * pixels] as const;
    return metric(sliceLabels(trueLabels, ...range), sliceLabels(predictedLabels, ...range));
  });
}

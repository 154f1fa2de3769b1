import { checkSameItems } from '../contingency.ts';
import { MetricInputError } from '../errors.ts';
import { type Labels, readIntegers, sliceLabels } from '../labels.ts';
import { checkShape, count } from '../shape.ts';

/** True and predicted labels of a frame. */
export interface Frame {
  readonly truth: ArrayLike<number>;
  readonly prediction: ArrayLike<number>;
}

/**
 * Returns the frames of each sequence of a batch: B lists of T frames from [T, B, D]. Throws a `MetricInputError` if lengths and shape
 * disagree.
 */
export function framesOf(truth: Labels, prediction: Labels, shape: readonly [number, number, ...number[]]): Frame[][] {
  const given = [readIntegers(truth, 'truth'), readIntegers(prediction, 'prediction')] as const;
  checkSameItems(...given);
  const [trueLabels, predictedLabels] = given.map(({ values }) => values) as [ArrayLike<number>, ArrayLike<number>];
  checkShape(shape);
  const [steps, batch, ...pixels] = shape;
  const size = count(pixels);
  if (count([steps, batch, size]) !== trueLabels.length) {
    throw new MetricInputError(`shape must be [T, B, ...] of ${trueLabels.length} labels, got [${shape.join(', ')}]`);
  }
  return Array.from({ length: batch }, (_, b) =>
    Array.from({ length: steps }, (_, t) => {
      const start = (t * batch + b) * size;
      const range = [start, start + size] as const;
      return { truth: sliceLabels(trueLabels, ...range), prediction: sliceLabels(predictedLabels, ...range) };
    }),
  );
}

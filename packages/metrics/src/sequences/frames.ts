import { checkSameLength } from '../contingency.ts';
import { MetricInputError } from '../errors.ts';
import type { Labels } from '../score-images.ts';
import { count } from '../shape.ts';

/** True and predicted labels of a frame. */
export interface Frame {
  readonly truth: ArrayLike<number>;
  readonly prediction: ArrayLike<number>;
}

/**
 * The frames of each sequence of a batch: [T, B, D] to B lists of T frames. Throws a `MetricInputError` where lengths and shape
 * disagree.
 */
export function framesOf(truth: Labels, prediction: Labels, [steps, batch, ...pixels]: readonly [number, number, ...number[]]): Frame[][] {
  checkSameLength(truth, prediction);
  const size = count(pixels);
  if (count([steps, batch, size]) !== truth.length) {
    const shape = [steps, batch, ...pixels].join(', ');
    throw new MetricInputError(`shape must be [T, B, ...] of ${truth.length} labels, got [${shape}]`);
  }
  return Array.from({ length: batch }, (_, b) =>
    Array.from({ length: steps }, (_, t) => {
      const start = (t * batch + b) * size;
      return { truth: truth.slice(start, start + size), prediction: prediction.slice(start, start + size) };
    }),
  );
}

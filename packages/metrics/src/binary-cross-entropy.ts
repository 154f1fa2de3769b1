import { MetricInputError } from './errors.ts';
import { checkNumbers } from './values.ts';

export interface BinaryCrossEntropyOptions {
  /** Pixels count where the mask is not 0, [n]. Default: all pixels count. */
  readonly mask?: ArrayLike<number>;
  /** Predictions are clamped to [floor, 1 − floor], so that a wrong prediction of 0 or 1 costs −log floor and not infinity. Default 1e-6. */
  readonly floor?: number;
}

/**
 * Returns −Σ x log p + (1 − x) log(1 − p), in nats, summed over pixels: the cost of predicting an image by these probabilities.
 *
 * @param truth the image, from 0 to 1, [n]
 * @param prediction the probability that each pixel is lit, [n]
 * Throws a `MetricInputError` for unequal lengths, a value outside of 0 to 1, or a floor that is not above 0 and below a half.
 */
export function binaryCrossEntropy(
  truth: ArrayLike<number>,
  prediction: ArrayLike<number>,
  { mask, floor = 1e-6 }: BinaryCrossEntropyOptions = {},
): number {
  checkNumbers(truth, 'truth');
  checkNumbers(prediction, 'prediction');
  if (mask) checkNumbers(mask, 'mask');
  if (truth.length !== prediction.length)
    throw new MetricInputError(`truth and prediction must hold the same pixels, got ${truth.length} and ${prediction.length}`);
  if (mask && mask.length !== truth.length)
    throw new MetricInputError(`mask must hold a value for each of ${truth.length} pixels, got ${mask.length}`);
  if (!(floor > 0 && floor < 0.5)) throw new MetricInputError(`floor must be above 0 and below 0.5, got ${floor}`);
  let sum = 0;
  for (let i = 0; i < truth.length; i++) {
    if (mask && mask[i] === 0) continue;
    const [x, p] = [probability('truth', truth, i), probability('prediction', prediction, i)];
    const kept = Math.min(1 - floor, Math.max(floor, p));
    sum -= x * Math.log(kept) + (1 - x) * Math.log1p(-kept);
  }
  return sum;
}

function probability(name: string, values: ArrayLike<number>, i: number): number {
  const value = values[i]!;
  if (!(value >= 0 && value <= 1)) throw new MetricInputError(`${name}[${i}] must be from 0 to 1, got ${value}`);
  return value;
}

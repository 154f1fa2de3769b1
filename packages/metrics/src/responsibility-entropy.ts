import { meanOverPixels, type ResponsibilityOptions } from './responsibilities.ts';

/**
 * Returns the mean over pixels of the entropy of their responsibilities, in nats: 0 if every pixel is decided, log K if none is.
 *
 * @param gamma responsibilities, [..., K, D] or [..., K, D, 1]
 * @param shape its shape, read as `hardAssignment` reads it
 * @returns one value for each image, [...]; NaN for an image without a scored pixel
 * Throws a `MetricInputError` if shape and length disagree, or a value is not between 0 and 1.
 */
export function responsibilityEntropy(
  gamma: ArrayLike<number>,
  shape: readonly number[],
  options: ResponsibilityOptions = {},
): Float64Array {
  return meanOverPixels(gamma, shape, options, (sum, p) => (p > 0 ? sum - p * Math.log(p) : sum));
}

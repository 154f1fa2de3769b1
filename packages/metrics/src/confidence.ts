import { meanOverPixels, type ResponsibilityOptions } from './responsibilities.ts';

/**
 * Returns the mean over pixels of the largest responsibility: 1 / K if no pixel is decided, 1 if every pixel is. A confident grouping may be wrong.
 *
 * @param gamma responsibilities, [..., K, D] or [..., K, D, 1]
 * @param shape its shape, read as `hardAssignment` reads it
 * @returns one value for each image, [...]; NaN for an image without a scored pixel
 * Throws a `MetricInputError` if shape and length disagree, or a value is not between 0 and 1.
 */
export function confidence(gamma: ArrayLike<number>, shape: readonly number[], options: ResponsibilityOptions = {}): Float64Array {
  return meanOverPixels(gamma, shape, options, Math.max);
}

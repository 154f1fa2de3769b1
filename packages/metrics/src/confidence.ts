import { meanOverPixels, type ResponsibilityOptions } from './responsibilities.ts';

/**
 * The mean over pixels of the largest responsibility: 1 / K where nothing is decided, 1 where everything is. It says nothing of being right.
 *
 * @param gamma responsibilities, [..., K, D] or [..., K, D, 1]
 * @param shape its shape, read as `hardAssignment` reads it
 * @returns one value for each image, [...]; NaN for an image without a scored pixel
 * Throws a `MetricInputError` where shape and length disagree, or a value is not between 0 and 1.
 */
export function confidence(gamma: ArrayLike<number>, shape: readonly number[], options: ResponsibilityOptions = {}): Float64Array {
  return meanOverPixels(gamma, shape, options, Math.max);
}

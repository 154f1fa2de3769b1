import { add, mean, mul, rsqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Scales every item to zero mean and unit deviation over all axes but the first: (x − mean) / sqrt(variance + epsilon), with the population
 * variance. [N, …] → [N, …]. Because of epsilon, a constant item, such as a blank image, becomes zero and not NaN.
 */
export function standardize(x: Tensor, { epsilon = 1e-6 }: { epsilon?: number } = {}): Tensor {
  const axes = x.shape.map((_, axis) => axis).slice(1);
  const centred = sub(x, mean(x, axes, true));
  const variance = mean(square(centred), axes, true);
  return mul(centred, rsqrt(add(variance, epsilon)));
}

import { type Activation, fused, linear } from '@neural-em/core';
import { add, mul, type Tensor } from '@tensorflow/tfjs-core';
import { standardize } from './standardize.ts';

/**
 * Applies layer norm (Ba, Kiros and Hinton 2016) and an activation. Each item is normalised over all its axes together, an image over H, W
 * and C; there is one gain and one bias per channel.
 *
 * @param x - [N, C] or [N, H, W, C].
 * @param gain - [C]
 * @param bias - [C]
 * @returns the shape of x.
 */
export function layerNorm(
  x: Tensor,
  gain: Tensor,
  bias: Tensor,
  { activation = linear, epsilon = 1e-6 }: { activation?: Activation; epsilon?: number } = {},
): Tensor {
  const name = activation.kernel && 'LayerNormActivation';
  return fused({ name, inputs: { x, gain, bias }, attrs: { activation: activation.kernel ?? 'linear', epsilon } }, () =>
    activation(add(mul(standardize(x, { epsilon }), gain), bias)),
  );
}

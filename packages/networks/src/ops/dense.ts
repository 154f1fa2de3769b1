import { type Activation, fused, linear } from '@neural-em/core';
import { add, matMul, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';

/** Returns activation(x W + b): [N, F], kernel [F, M], bias [M] → [N, M]; without a bias, activation(x W). */
export function denseActivation(
  x: Tensor,
  kernel: Tensor,
  { bias, activation = linear }: { bias?: Tensor | undefined; activation?: Activation } = {},
): Tensor {
  const name = activation.kernel && 'DenseActivation';
  return fused({ name, inputs: { x, kernel, ...(bias && { bias }) }, attrs: { activation: activation.kernel ?? 'linear' } }, () => {
    const product = matMul(x as Tensor2D, kernel as Tensor2D);
    return activation(bias ? add(product, bias) : product);
  });
}

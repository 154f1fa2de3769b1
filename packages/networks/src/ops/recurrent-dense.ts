import { type Activation, fused, linear } from '@neural-em/core';
import { add, matMul, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';

/** Weights of `recurrentDense`. Axes: F features in, M units; for a cell with gates, M is the number of gates times the number of units. */
export interface RecurrentWeights {
  /** [F, M] */
  readonly inputKernel: Tensor;
  /** [M, M] */
  readonly recurrentKernel: Tensor;
  /** [M] */
  readonly bias: Tensor;
}

/** Returns activation(x W + h U + b): input [N, F], state [N, M] → [N, M]. */
export function recurrentDense(
  x: Tensor,
  state: Tensor,
  weights: RecurrentWeights,
  { activation = linear }: { activation?: Activation } = {},
): Tensor {
  const { inputKernel, recurrentKernel, bias } = weights;
  const name = activation.kernel && 'RecurrentDense';
  const inputs = { x, state, inputKernel, recurrentKernel, bias };
  return fused({ name, inputs, attrs: { activation: activation.kernel ?? 'linear' } }, () => {
    const fromInput = matMul(x as Tensor2D, inputKernel as Tensor2D);
    const fromState = matMul(state as Tensor2D, recurrentKernel as Tensor2D);
    return activation(add(add(fromInput, fromState), bias));
  });
}

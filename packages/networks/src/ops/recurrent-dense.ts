import { type Activation, linear } from '@neural-em/core';
import { add, matMul, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';

/** Weights of `recurrentDense`. Axes: F features in, M units, or as many gates of them side by side. */
export interface RecurrentWeights {
  /** [F, M] */
  readonly inputKernel: Tensor;
  /** [M, M] */
  readonly recurrentKernel: Tensor;
  /** [M] */
  readonly bias: Tensor;
}

/** activation(x W + h U + b): input [N, F], state [N, M] → [N, M]. */
export function recurrentDense(
  x: Tensor,
  state: Tensor,
  { inputKernel, recurrentKernel, bias }: RecurrentWeights,
  { activation = linear }: { activation?: Activation } = {},
): Tensor {
  const fromInput = matMul(x as Tensor2D, inputKernel as Tensor2D);
  const fromState = matMul(state as Tensor2D, recurrentKernel as Tensor2D);
  return activation(add(add(fromInput, fromState), bias));
}

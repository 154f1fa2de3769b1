import { type Activation, linear } from '@neural-em/core';
import { add, matMul, type Tensor2D } from '@tensorflow/tfjs-core';
import { glorotUniform, type Seed, zeroWeight } from '../init.ts';
import type { Layer } from './types.ts';

/** Sizes of a dense layer. */
export interface DenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation?: Activation;
  readonly bias?: boolean;
  readonly seed: Seed;
}

/** A fully connected layer: [N, inputs] → [N, outputs], activation(x W + b). */
export function dense({ inputs, outputs, activation = linear, bias = true, seed }: DenseOptions): Layer {
  const kernel = glorotUniform([inputs, outputs], `${seed}/kernel`);
  if (!bias) return { params: { kernel }, apply: (x) => activation(matMul(x as Tensor2D, kernel as Tensor2D)) };
  const offset = zeroWeight([outputs]);
  return { params: { kernel, bias: offset }, apply: (x) => activation(add(matMul(x as Tensor2D, kernel as Tensor2D), offset)) };
}

import { type Activation, linear } from '@neural-em/core';
import { glorotUniform, type Seed, zeroWeight } from '../init.ts';
import { denseActivation } from '../ops/dense.ts';
import { check, kinds } from '../option-kinds.ts';
import type { Layer } from './types.ts';

/** Sizes of a dense layer. */
export interface DenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation?: Activation;
  readonly bias?: boolean;
  readonly seed: Seed;
}

/** Returns a fully connected layer: [N, inputs] → [N, outputs], activation(x W + b). */
export function dense(options: DenseOptions): Layer {
  check('dense', options, { ...kinds.weighted, bias: kinds.unchecked });
  const { inputs, outputs, activation = linear, bias: hasBias = true, seed } = options;
  const kernel = glorotUniform([inputs, outputs], `${seed}/kernel`);
  if (!hasBias) return { params: { kernel }, apply: (x) => denseActivation(x, kernel, { activation }) };
  const bias = zeroWeight([outputs]);
  return { params: { kernel, bias }, apply: (x) => denseActivation(x, kernel, { bias, activation }) };
}

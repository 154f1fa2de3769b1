import { type Activation, linear } from '@neural-em/core';
import { glorotUniform, type Seed, zeroWeight } from '../init.ts';
import * as ops from '../ops/upsample-conv.ts';
import { check, kinds } from '../option-kinds.ts';
import type { Layer } from './types.ts';

/** Sizes of `upsampleConv`. */
export interface UpsampleConvOptions {
  /** Channels in. */
  readonly inputs: number;
  /** Channels out. */
  readonly outputs: number;
  readonly activation?: Activation;
  readonly seed: Seed;
}

/** Returns a layer that doubles an image by nearest neighbour and convolves it, 4×4, SAME: [N, H, W, inputs] → [N, 2·H, 2·W, outputs]. */
export function upsampleConv(options: UpsampleConvOptions): Layer {
  check('upsampleConv', options, kinds.weighted);
  const { inputs, outputs, activation = linear, seed } = options;
  const kernel = glorotUniform([4, 4, inputs, outputs], `${seed}/kernel`);
  const bias = zeroWeight([outputs]);
  return { params: { kernel, bias }, apply: (x) => activation(ops.upsampleConv(x, kernel, bias)) };
}

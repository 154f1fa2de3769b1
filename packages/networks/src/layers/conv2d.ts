import { type Activation, linear } from '@neural-em/core';
import { glorotUniform, type Seed, zeroWeight } from '../init.ts';
import { conv2dBias } from '../ops/conv2d.ts';
import { check, kinds } from '../option-kinds.ts';
import type { Layer } from './types.ts';

/** Sizes of a convolution of any kind. */
export interface Conv2dOptions {
  /** Channels in. */
  readonly inputs: number;
  /** Channels out. */
  readonly outputs: number;
  readonly stride?: number;
  /** Rows and columns of the kernel. */
  readonly window?: number;
  readonly activation?: Activation;
  readonly seed: Seed;
}

/** Returns a convolution with SAME padding, 4×4 by default: [N, H, W, inputs] → [N, ⌈H/stride⌉, ⌈W/stride⌉, outputs]. */
export function conv2d(options: Conv2dOptions): Layer {
  check('conv2d', options, kinds.convolution);
  const { inputs, outputs, stride = 1, window = 4, activation = linear, seed } = options;
  const kernel = glorotUniform([window, window, inputs, outputs], `${seed}/kernel`);
  const bias = zeroWeight([outputs]);
  return { params: { kernel, bias }, apply: (x) => activation(conv2dBias(x, kernel, bias, { stride })) };
}

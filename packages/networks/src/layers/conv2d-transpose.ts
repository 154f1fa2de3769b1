import { linear } from '@neural-em/core';
import { glorotUniform, zeroWeight } from '../init.ts';
import { conv2dTransposeBias } from '../ops/conv2d-transpose.ts';
import { check, kinds } from '../option-kinds.ts';
import type { Conv2dOptions } from './conv2d.ts';
import type { Layer } from './types.ts';

/** Returns a transposed convolution, SAME padding, by default 4×4 of stride 2: [N, H, W, inputs] → [N, stride·H, stride·W, outputs]. */
export function conv2dTranspose(options: Conv2dOptions): Layer {
  check('conv2dTranspose', options, kinds.convolution);
  const { inputs, outputs, stride = 2, window = 4, activation = linear, seed } = options;
  const kernel = glorotUniform([window, window, outputs, inputs], `${seed}/kernel`);
  const bias = zeroWeight([outputs]);
  return { params: { kernel, bias }, apply: (x) => activation(conv2dTransposeBias(x, kernel, bias, { stride })) };
}

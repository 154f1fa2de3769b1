import { fused } from '@neural-em/core';
import { add, conv2d, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Applies a convolution with SAME padding and adds a bias: [N, H, W, C], kernel [window, window, C, O], bias [O] →
 * [N, ⌈H/stride⌉, ⌈W/stride⌉, O]. For a 4×4 window of stride 1, SAME padding adds one row and column before and two after.
 */
export function conv2dBias(x: Tensor, kernel: Tensor, bias: Tensor, { stride = 1 }: { stride?: number } = {}): Tensor {
  return fused(
    { name: 'Conv2DBias', inputs: { x, kernel, bias }, attrs: { strides: stride, pad: 'same' } },
    (): Tensor => add(conv2d(x as Tensor4D, kernel as Tensor4D, stride, 'same'), bias),
  );
}

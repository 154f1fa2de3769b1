import { fused } from '@neural-em/core';
import { add, conv2dTranspose, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Applies a transposed convolution with SAME padding and adds a bias: [N, H, W, C], kernel [window, window, O, C], bias [O] →
 * [N, stride·H, stride·W, O].
 * Note the order of the kernel's channels: output before input.
 */
export function conv2dTransposeBias(x: Tensor, kernel: Tensor, bias: Tensor, { stride = 1 }: { stride?: number } = {}): Tensor {
  const [N, H, W] = x.shape as [number, number, number, number];
  const shape: [number, number, number, number] = [N, stride * H, stride * W, kernel.shape[2]!];
  return fused(
    { name: 'Conv2DTransposeBias', inputs: { x, kernel, bias }, attrs: { inputShape: shape, strides: stride, pad: 'same' } },
    (): Tensor => add(conv2dTranspose(x as Tensor4D, kernel as Tensor4D, shape, stride, 'same'), bias),
  );
}

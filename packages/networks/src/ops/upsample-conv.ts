import { fused } from '@neural-em/core';
import {
  add,
  conv2dTranspose,
  matMul,
  reshape,
  slice,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor2d,
  transpose,
} from '@tensorflow/tfjs-core';

/**
 * Doubles an image by nearest neighbour and convolves it, 4×4, stride 1, SAME: [N, H, W, C], kernel [4, 4, C, O], bias [O] →
 * [N, 2·H, 2·W, O].
 *
 * Neighbouring pixels of the doubled image are equal, so that a window of four covers three pixels of the small image. The result is
 * exactly a transposed convolution of the small image, stride 2, with a kernel of 5×5 sums of weights. It takes 25 products per pixel of
 * the small image, where the definition takes 64.
 */
export function upsampleConv(x: Tensor, kernel: Tensor, bias: Tensor): Tensor {
  const expanded = expandKernel(kernel);
  const [N, H, W] = x.shape as [number, number, number, number];
  const attrs = { inputShape: [N, 2 * H, 2 * W, expanded.shape[2]], strides: 2, pad: PADDING };
  return fused({ name: 'Conv2DTransposeBias', inputs: { x, kernel: expanded, bias }, attrs }, () => transposedConv(x, expanded, bias));
}

/** x [N, H, W, C], kernel [5, 5, O, C], bias [O] → [N, 2·H, 2·W, O]. */
function transposedConv(x: Tensor, kernel: Tensor4D, bias: Tensor): Tensor {
  const [N, H, W] = x.shape as [number, number, number, number];
  const O = kernel.shape[2];
  // Computes the transposed convolution without padding, and cuts off the first two and the last row and column, because not every backend
  // supports uneven padding.
  const full = conv2dTranspose(x as Tensor4D, kernel, [N, 2 * H + 3, 2 * W + 3, O], 2, 'valid');
  return add(slice(full, [0, 2, 2, 0], [N, 2 * H, 2 * W, O]), bias);
}

/** The rows and columns to cut off the transposed convolution: two before, one after. */
const PADDING = [
  [0, 0],
  [2, 1],
  [2, 1],
  [0, 0],
];

/** The matrix that expands a kernel along one axis: [w0, w1, w2, w3] → [w3, w2 + w3, w1 + w2, w0 + w1, w0]. */
const EXPANSION = [
  [0, 0, 0, 1],
  [0, 0, 1, 1],
  [0, 1, 1, 0],
  [1, 1, 0, 0],
  [1, 0, 0, 0],
];

/** The matrix that expands a kernel along both axes, [25, 16]: the Kronecker product of `EXPANSION` with itself. */
const EXPANSION_2D = EXPANSION.flatMap((row) => EXPANSION.map((column) => row.flatMap((a) => column.map((b) => a * b))));

/** Expands a kernel, [4, 4, C, O] → [5, 5, O, C]; the result has the axes in the order of a transposed convolution. */
function expandKernel(kernel: Tensor): Tensor4D {
  const [, , C, O] = kernel.shape as [number, number, number, number];
  const flat: Tensor2D = reshape(kernel, [16, C * O]);
  const sums = reshape(matMul(tensor2d(EXPANSION_2D), flat), [5, 5, C, O]);
  return transpose(sums, [0, 1, 3, 2]) as Tensor4D;
}

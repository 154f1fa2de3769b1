import '@neural-em/backends';
import { expectClose, normalTensor, numericGradient } from '@neural-em/testing';
import {
  abs,
  add,
  clipByValue,
  concat,
  conv2d,
  conv2dTranspose,
  div,
  elu,
  enableProdMode,
  exp,
  grad,
  image,
  log,
  matMul,
  max,
  maximum,
  mean,
  mul,
  pad,
  pow,
  relu,
  rsqrt,
  setBackend,
  sigmoid,
  slice,
  softmax,
  softplus,
  sqrt,
  square,
  squaredDifference,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
  tanh,
  tile,
  transpose,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import './index.ts';

beforeAll(async () => {
  enableProdMode();
  expect(await setBackend('native')).toBe(true);
});

const positive = (x: Tensor) => add(square(x), 0.5);
const four = (x: Tensor) => x as Tensor4D;

const functions: [name: string, shape: number[], f: (x: Tensor) => Tensor][] = [
  ['arithmetic with broadcasts', [3, 1, 4], (x) => div(mul(sub(x, normalTensor([2, 1], 1)), add(x, 2)), positive(normalTensor([4], 2)))],
  ['exponentials', [3, 4], (x) => add(exp(x), add(softplus(x), add(sigmoid(x), tanh(x))))],
  ['roots and logarithms', [3, 4], (x) => add(sqrt(positive(x)), add(rsqrt(positive(x)), log(positive(x))))],
  ['powers and differences', [3, 4], (x) => add(pow(positive(x), 1.5), squaredDifference(x, normalTensor([4], 3)))],
  ['kinks', [3, 4], (x) => add(add(relu(x), elu(x)), add(abs(x), add(clipByValue(x, -0.8, 0.9), maximum(x, normalTensor([3, 4], 4)))))],
  ['sums and means', [2, 3, 4], (x) => add(sum(square(x), 1), mean(mul(x, normalTensor([3, 4], 5)), 1))],
  ['maxima', [3, 5], (x) => max(x, 1)],
  ['softmax', [3, 5], (x) => mul(softmax(x), normalTensor([3, 5], 6))],
  [
    'moves',
    [2, 3, 4],
    (x) =>
      mul(
        concat(
          [
            transpose(x, [0, 2, 1]),
            tile(
              pad(slice(x, [0, 1, 0], [2, 1, 2]), [
                [0, 0],
                [1, 2],
                [0, 1],
              ]),
              [1, 2, 1],
            ),
          ],
          1,
        ),
        normalTensor([2, 12, 3], 16),
      ),
  ],
  ['stacks', [3, 4], (x) => mul(stack([x, square(x)], 1), normalTensor([3, 2, 4], 7))],
  ['matrix products', [2, 3, 4], (x) => matMul(matMul(x, normalTensor([2, 4, 5], 8)), normalTensor([1, 3, 5], 9), true, false)],
  ['transposed products', [5, 3], (x) => matMul(x, matMul(normalTensor([4, 5], 10), x), false, true)],
  ['convolution of the image', [2, 6, 5, 2], (x) => conv2d(four(x), normalTensor([4, 4, 2, 3], 11) as Tensor4D, 2, 'same')],
  ['convolution of the filter', [3, 3, 2, 3], (x) => conv2d(normalTensor([2, 6, 5, 2], 12) as Tensor4D, four(x), 1, 'same')],
  [
    'transposed convolution of the image',
    [2, 3, 3, 2],
    (x) => conv2dTranspose(four(x), normalTensor([5, 5, 3, 2], 13) as Tensor4D, [2, 6, 6, 3], 2, 'same'),
  ],
  [
    'transposed convolution of the filter',
    [5, 5, 3, 2],
    (x) => conv2dTranspose(normalTensor([2, 3, 3, 2], 14) as Tensor4D, four(x), [2, 6, 6, 3], 2, 'same'),
  ],
  ['upsampling', [2, 3, 2, 2], (x) => mul(image.resizeNearestNeighbor(four(x), [6, 4]), normalTensor([2, 6, 4, 2], 15))],
];

describe('gradients agree with finite differences', () => {
  it.each(functions)('%s', (_, shape, f) => {
    const x = normalTensor(shape, 'x');
    const value = (y: Tensor) => sum(mul(f(y), normalTensor(f(y).shape, 'probe')));
    expectClose(grad(value)(x), numericGradient(value, x), 5e-3);
  });
});

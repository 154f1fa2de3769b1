import { expectClose, normalTensor, numericGradient } from '@neural-em/testing';
import {
  add,
  avgPool,
  batchNorm,
  cumsum,
  depthwiseConv2d,
  enableProdMode,
  engine,
  gather,
  grad,
  grads,
  image,
  logSoftmax,
  maxPool,
  moments,
  mul,
  type NamedTensorMap,
  pad,
  reverse,
  separableConv2d,
  setBackend,
  sigmoid,
  square,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor1d,
  unsortedSegmentSum,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import './index.ts';

beforeAll(async () => {
  enableProdMode();
  expect(await setBackend('native')).toBe(true);
});

const four = (x: Tensor) => x as Tensor4D;
const normal = (shape: number[], seed: number) => four(normalTensor(shape, seed));
const ids = tensor1d([2, 0, 2, 1], 'int32');

const functions: [name: string, shape: number[], f: (x: Tensor) => Tensor][] = [
  ['max pools', [2, 5, 6, 3], (x) => maxPool(four(add(x, normalTensor(x.shape, 'far apart', 30))), 3, 2, 'same')],
  ['average pools, padding left out of the mean', [2, 5, 6, 3], (x) => avgPool(four(x), 3, 2, 'same')],
  ['average pools with a number for padding', [2, 4, 4, 2], (x) => avgPool(four(x), 3, 1, 1)],
  ['depthwise convolutions of the image', [2, 6, 5, 3], (x) => depthwiseConv2d(four(x), normal([3, 3, 3, 1], 1), 2, 'same')],
  ['depthwise convolutions of the filter', [3, 3, 3, 1], (x) => depthwiseConv2d(normal([2, 6, 5, 3], 2), four(x), 1, 'same')],
  ['two filters a channel, of the image', [2, 6, 5, 3], (x) => depthwiseConv2d(four(x), normal([3, 2, 3, 2], 3), 2, 'valid')],
  ['two filters a channel, of the filter', [3, 2, 3, 2], (x) => depthwiseConv2d(normal([2, 6, 5, 3], 4), four(x), 2, 'valid')],
  ['separable convolutions', [2, 5, 5, 3], (x) => separableConv2d(four(x), normal([3, 3, 3, 2], 5), normal([1, 1, 6, 4], 6), 1, 'same')],
  ['batch norm of its own moments', [3, 2, 4], (x) => batchNormOfItself(x)],
  ['rows by index', [3, 4], (x) => gather(x, ids)],
  ['columns by index', [4, 3], (x) => gather(x, ids, 1)],
  ['sums by segment', [4, 3], (x) => unsortedSegmentSum(x, ids, 3)],
  ['running sums along the last axis', [3, 4], (x) => cumsum(x, 1)],
  ['running sums along the first axis', [3, 4], (x) => cumsum(x, 0, true, true)],
  ['running sums along the middle axis', [2, 3, 4], (x) => cumsum(x, 1)],
  ['reverse order', [2, 3, 4], (x) => reverse(x, [0, 2])],
  ['log-softmax', [3, 5], (x) => logSoftmax(x)],
  ['bilinear resizing', [2, 3, 5, 2], (x) => image.resizeBilinear(four(x), [7, 4])],
  ['bilinear resizing with half-pixel centres', [2, 3, 5, 2], (x) => image.resizeBilinear(four(x), [7, 4], false, true)],
  ['bilinear resizing with aligned corners', [2, 3, 5, 2], (x) => image.resizeBilinear(four(x), [4, 9], true)],
  ['pads', [2, 3], (x) => pad(x, [[1, 0], [2, 1]])], // biome-ignore format: pairs side by side
];

const batchNormOfItself = (x: Tensor) => {
  const { mean, variance } = moments(x, [0, 1]);
  return batchNorm(x as Tensor4D, mean as Tensor1D, variance as Tensor1D, tensor1d([1, 2, 3, 4]), tensor1d([4, 3, 2, 1]), 0.1);
};

const probed = (f: (x: Tensor) => Tensor) => (x: Tensor) => sum(mul(f(x), normalTensor(f(x).shape, 'probe')));

describe('gradients agree with finite differences', () => {
  it.each(functions)('%s', (_, shape, f) => {
    const x = normalTensor(shape, 'x');
    expectClose(grad(probed(f))(x), numericGradient(probed(f), x), 5e-3);
  });

  const parameters = ['x', 'mean', 'variance', 'offset', 'scale'] as const;
  it.each(parameters.map((name, i) => [name, i] as const))('batch norm by %s', (_, which) => {
    const values = parameters.map((name, i) => (i === 0 ? normalTensor([5, 3, 6], name) : square(normalTensor([6], name))));
    const f = (...all: Tensor[]) => {
      const [x, mean, variance, offset, scale] = all as [Tensor, ...Tensor1D[]];
      return probed((y) => sigmoid(batchNorm(y, mean!, variance!, offset, scale, 0.1)))(x);
    };
    const alone = (value: Tensor) => f(...values.map((other, i) => (i === which ? value : other)));
    expectClose(grads(f)(values)[which]!, numericGradient(alone, values[which]!), 5e-3);
  });
});

it('second derivatives of batch norm are those of the composition', async () => {
  const x = normalTensor([4, 2, 4], 'x');
  const slope = (y: Tensor) => sum(square(grad((z: Tensor) => sum(square(sigmoid(batchNormOfItself(z)))))(y)));
  const here = grad(slope)(x);
  await setBackend('cpu');
  expectClose(here, grad(slope)(x), 1e-4);
  await setBackend('native');
});

it('batch norm on another backend is differentiated as ever', async () => {
  const x = normalTensor([4, 2, 4], 'x');
  const here = grad((y: Tensor) => sum(square(batchNormOfItself(y))))(x);
  await setBackend('cpu');
  expectClose(grad((y: Tensor) => sum(square(batchNormOfItself(y))))(x), here, 1e-4);
  await setBackend('native');
});

it('LogSoftmax is a kernel with its gradient', () => {
  const x = normalTensor([5, 40], 'x');
  const kernel = (y: Tensor) => engine().runKernel('LogSoftmax', { logits: y } as NamedTensorMap, { axis: -1 }) as Tensor;
  expectClose(kernel(x), logSoftmax(x), 1e-5);
  expectClose(grad(probed(kernel))(x), grad(probed(logSoftmax))(x), 1e-5);
});

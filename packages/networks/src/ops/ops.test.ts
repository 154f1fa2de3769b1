import { expectClose, normalTensor, useCpuBackend, values } from '@neural-em/testing';
import { add, conv2d, fill, grads, image, mul, sum, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { conv2dBias } from './conv2d.ts';
import { conv2dTransposeBias } from './conv2d-transpose.ts';
import { layerNorm } from './layer-norm.ts';
import { standardize } from './standardize.ts';
import { upsampleConv } from './upsample-conv.ts';

useCpuBackend();

/** Computes the result of `upsampleConv` by its definition. */
function resizeThenConvolve(x: Tensor, kernel: Tensor, bias: Tensor): Tensor {
  const [, H, W] = x.shape as [number, number, number, number];
  return add(conv2d(image.resizeNearestNeighbor(x as Tensor4D, [2 * H, 2 * W]), kernel as Tensor4D, 1, 'same'), bias);
}

describe('upsampleConv is a nearest-neighbour doubling and a 4×4 convolution, value and gradients', () => {
  const sizes = [
    [1, 1, 1, 1, 1],
    [2, 1, 3, 2, 1],
    [2, 2, 2, 1, 3],
    [1, 3, 4, 3, 2],
    [3, 7, 7, 2, 3],
    [2, 6, 5, 4, 1],
    [1, 14, 14, 2, 2],
  ];

  it.each(sizes)('%i images of %i×%i, %i → %i channels', (N, H, W, C, O) => {
    const inputs = [normalTensor([N, H, W, C], 'x'), normalTensor([4, 4, C, O], 'kernel'), normalTensor([O], 'bias')];
    const [x, kernel, bias] = inputs as [Tensor, Tensor, Tensor];
    const probe = normalTensor([N, 2 * H, 2 * W, O], 'probe');
    expectClose(upsampleConv(x, kernel, bias), resizeThenConvolve(x, kernel, bias), 1e-6);
    const gradients = (f: typeof upsampleConv) => grads((...args: Tensor[]) => sum(mul(probe, f(args[0]!, args[1]!, args[2]!))))(inputs);
    const expected = gradients(resizeThenConvolve);
    for (const [i, gradient] of gradients(upsampleConv).entries()) expectClose(gradient, expected[i]!, 1e-5, ['x', 'kernel', 'bias'][i]);
  });
});

describe('standardize and layerNorm', () => {
  const moments = (x: number[]) => {
    const mean = x.reduce((a, b) => a + b) / x.length;
    return { mean, deviation: Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length) };
  };

  it.each([[[6, 20]], [[6, 3, 4, 2]]])('bring every item of %j to mean 0 and deviation 1 over all its axes', (shape) => {
    const x = add(normalTensor(shape, 'x', 3), 5);
    const result = values(standardize(x));
    const size = result.length / 6;
    for (let n = 0; n < 6; n++) {
      const { mean, deviation } = moments(result.slice(n * size, (n + 1) * size));
      expect(Math.abs(mean)).toBeLessThan(1e-5);
      expect(Math.abs(deviation - 1)).toBeLessThan(1e-4);
    }
    const channels = shape[shape.length - 1]!;
    const [gain, bias] = [normalTensor([channels], 'gain'), normalTensor([channels], 'bias')];
    const normed = values(layerNorm(x, gain, bias));
    for (const [i, value] of normed.entries())
      expect(value).toBeCloseTo(result[i]! * values(gain)[i % channels]! + values(bias)[i % channels]!, 4);
  });

  it('takes epsilon as variance', () => {
    const x = normalTensor([3, 50], 'x');
    const { deviation } = moments(values(x).slice(0, 50));
    const scale = deviation / Math.sqrt(deviation ** 2 + 0.5);
    expectClose(
      values(standardize(x, { epsilon: 0.5 })).slice(0, 50),
      values(mul(standardize(x, { epsilon: 0 }), scale)).slice(0, 50),
      1e-5,
    );
  });

  it('leaves a blank image at zero, gradients finite', () => {
    const blank = fill([2, 4, 4, 1], 0.3) as Tensor;
    expect(values(standardize(blank)).every((value) => Math.abs(value) < 1e-3)).toBe(true);
    const [gradient] = grads((x: Tensor) => sum(mul(standardize(x), normalTensor([2, 4, 4, 1], 'probe'))))([blank]);
    expect(values(gradient!).every(Number.isFinite)).toBe(true);
  });
});

describe('convolutions', () => {
  it('conv2dBias pads a 4×4 window of stride 1 by one before and two after', () => {
    const spot = normalTensor([1, 5, 5, 1], 'x');
    const kernel = normalTensor([4, 4, 1, 1], 'kernel');
    const [x, w] = [values(spot), values(kernel)];
    const result = values(conv2dBias(spot, kernel, fill([1], 0.5)));
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) {
        let expected = 0.5;
        for (let a = 0; a < 4; a++) {
          for (let b = 0; b < 4; b++) {
            const [row, column] = [i - 1 + a, j - 1 + b];
            if (row >= 0 && row < 5 && column >= 0 && column < 5) expected += x[row * 5 + column]! * w[a * 4 + b]!;
          }
        }
        expect(result[i * 5 + j]).toBeCloseTo(expected, 4);
      }
    }
  });

  it.each([1, 2])('conv2dTransposeBias is the adjoint of a convolution of stride %i', (stride) => {
    const kernel = normalTensor([4, 4, 2, 3], 'kernel');
    const large = normalTensor([2, 6, 4, 2], 'large');
    const small = normalTensor([2, 6 / stride, 4 / stride, 3], 'small');
    const none = (size: number) => fill([size], 0) as Tensor;
    const there = sum(mul(conv2dBias(large, kernel, none(3), { stride }), small));
    const back = sum(mul(large, conv2dTransposeBias(small, kernel, none(2), { stride })));
    expectClose(back, there, 1e-5);
  });
});

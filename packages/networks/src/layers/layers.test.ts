import { elu, namedVariables, tanh } from '@neural-em/core';
import { expectClose, normalTensor, useCpuBackend, values } from '@neural-em/testing';
import { slice } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  conv2d,
  conv2dTranspose,
  dense,
  flatten,
  glorotUniform,
  layerNorm,
  sequential,
  toImages,
  upsampleConv,
  withLayerNorm,
} from '../index.ts';

useCpuBackend();

describe('layers', () => {
  it('are applied in order', () => {
    const layers = {
      a: dense({ inputs: 3, outputs: 4, activation: tanh, seed: 'a' }),
      b: dense({ inputs: 4, outputs: 2, bias: false, seed: 'b' }),
    };
    const x = normalTensor([5, 3], 'x');
    expectClose(sequential(layers).apply(x), layers.b.apply(layers.a.apply(x)), 0);
    expect(Object.keys(sequential(layers).params)).toEqual(['a', 'b']);
    expect(Object.keys(layers.b.params)).toEqual(['kernel']);
  });

  it('stand behind linear → layer norm → activation', () => {
    const linear = conv2d({ inputs: 2, outputs: 3, stride: 2, seed: 'conv' });
    const block = withLayerNorm(linear, { channels: 3, activation: elu });
    const x = normalTensor([2, 5, 4, 2], 'x');
    expectClose(block.apply(x), elu(layerNorm({ channels: 3 }).apply(linear.apply(x))), 1e-6);
    expect(block.apply(x).shape).toEqual([2, 3, 2, 3]);
    expect(namedVariables(block.params).map(([path]) => path)).toEqual(['kernel', 'bias', 'norm/gain', 'norm/bias']);
  });

  it('double an image', () => {
    const x = normalTensor([2, 3, 5, 2], 'x');
    for (const layer of [upsampleConv, conv2dTranspose])
      expect(layer({ inputs: 2, outputs: 4, seed: 0 }).apply(x).shape).toEqual([2, 6, 10, 4]);
  });

  it('make images of vectors and vectors of images', () => {
    const x = normalTensor([2, 24], 'x');
    const images = toImages([2, 3, 4]).apply(x);
    expect(images.shape).toEqual([2, 2, 3, 4]);
    expectClose(slice(images, [1, 1, 2, 3], [1, 1, 1, 1]), slice(x, [1, 23], [1, 1]), 0);
    expectClose(flatten().apply(images), x, 0);
    expect(() => toImages([5, 5, 1]).apply(x)).toThrow(/toImages: x must have shape \[N, 25\] with N = 2, but has \[2, 24\]/);
  });

  it('begin with weights of the variance of Glorot and Bengio', () => {
    const kernel = values(glorotUniform([4, 4, 30, 50], 'conv'));
    const limit = Math.sqrt(6 / (16 * 80));
    expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(limit);
    expect(kernel.reduce((a, b) => a + b * b, 0) / kernel.length / (limit ** 2 / 3)).toBeCloseTo(1, 1);
  });
});

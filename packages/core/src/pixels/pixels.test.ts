import { binaryTensor, describePixelDistribution, normalTensor, useCpuBackend } from '@neural-em/testing';
import { mul, sign, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bernoulli, gaussian, laplace, OptionError } from '../index.ts';

useCpuBackend();

const line = Array.from({ length: 4001 }, (_, i) => -20 + i * 0.01);
const reals = { sample: (shape: number[]) => normalTensor(shape, 'x'), support: { points: line, weight: 0.01 } };
const bits = { sample: (shape: number[]) => binaryTensor(shape, 'x'), support: { points: [0, 1], weight: 1 } };

describePixelDistribution('bernoulli', { make: () => bernoulli(), ...bits });
describePixelDistribution('bernoulli, prior 0.3', { make: () => bernoulli({ prior: 0.3 }), ...bits });
describePixelDistribution('gaussian', { make: () => gaussian(), ...reals });
describePixelDistribution('gaussian, sigma 0.5', { make: () => gaussian({ sigma: 0.5, priorMean: 0.2 }), ...reals });
describePixelDistribution('gaussian of learned sigma', { make: () => gaussian({ sigma: 'learned', priorSigma: 2 }), ...reals });
// Far from eta: finite differences mean nothing across the kink at x = eta.
describePixelDistribution('laplace', {
  make: () => laplace({ scale: 0.7 }),
  ...reals,
  sample: (shape) => mul(6, sign(normalTensor(shape, 'x'))),
});

describe('options', () => {
  it.each([
    [() => bernoulli({ prior: 1.5 }), /prior must be a probability between 0 and 1, not 1.5/],
    [() => gaussian({ sigma: 0 }), /sigma must be a finite number above 0, not 0/],
    [() => gaussian({ sigma: 'learned', priorSigma: -1 }), /priorSigma must be .* not -1/],
    [() => gaussian({ sigma: 'learned' }).mean(tensor([1, 2, 3], [1, 1, 1, 3])), /even last axis, not \[1, 1, 1, 3\]/],
    [() => laplace({ scale: Number.NaN }), /scale must be .* not NaN/],
  ])('are checked', (make, message) => {
    expect(make).toThrow(OptionError);
    expect(make).toThrow(message);
  });
});

import { readFileSync } from 'node:fs';
import { binaryTensor, describePixelDistribution, normalTensor, useCpuBackend, values } from '@neural-em/testing';
import { mul, sign, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bernoulli, gaussian, laplace, OptionError, type PixelDistribution } from '../index.ts';

useCpuBackend();

const line = Array.from({ length: 4001 }, (_, i) => -20 + i * 0.01);
const reals = { sample: (shape: number[]) => normalTensor(shape, 'x'), support: { points: line, weight: 0.01 } };
const bits = { sample: (shape: number[]) => binaryTensor(shape, 'x'), support: { points: [0, 1], weight: 1 } };

describePixelDistribution('bernoulli', { make: () => bernoulli(), ...bits });
describePixelDistribution('bernoulli, prior 0.3', { make: () => bernoulli({ prior: 0.3 }), ...bits });
describePixelDistribution('gaussian', { make: () => gaussian(), ...reals });
describePixelDistribution('gaussian, sigma 0.5', { make: () => gaussian({ sigma: 0.5, priorMean: 0.2 }), ...reals });
describePixelDistribution('gaussian of learned sigma', { make: () => gaussian({ sigma: 'learned', priorSigma: 2 }), ...reals });
// Samples lie far from eta, because finite differences are wrong across the kink at x = eta.
describePixelDistribution('laplace', {
  make: () => laplace({ scale: 0.7 }),
  ...reals,
  sample: (shape) => mul(6, sign(normalTensor(shape, 'x'))),
});

describe('options', () => {
  it.each([
    [() => bernoulli({ prior: 1.5 }), /prior must be a number from 0 to 1, not 1.5/],
    [() => gaussian({ sigma: 0 }), /sigma must be a number above 0 or 'learned', not 0/],
    [() => gaussian({ sigma: 'learned', priorSigma: -1 }), /priorSigma must be .* not -1/],
    [() => gaussian({ sigma: 'learned' }).mean(tensor([1, 2, 3], [1, 1, 1, 3])), /even last axis, not \[1, 1, 1, 3\]/],
    [() => laplace({ scale: Number.NaN }), /scale must be .* not NaN/],
  ])('are checked', (make, message) => {
    expect(make).toThrow(OptionError);
    expect(make).toThrow(message);
  });
});

describe('golden values', () => {
  interface Case {
    readonly name: string;
    readonly settings: {
      readonly prior?: number;
      readonly sigma?: number;
      readonly priorMean?: number;
      readonly priorSigma?: number;
      readonly scale?: number;
    };
    readonly x: number[];
    readonly eta: number[];
    readonly logProb: number[];
    readonly score: number[];
    readonly kl: number[];
    readonly etaMean: number[];
    readonly etaLogSigma: number[];
    readonly scoreMean: number[];
    readonly scoreLogSigma: number[];
  }
  // Made by scripts/golden/distributions.py in float64.
  const { cases }: { cases: Case[] } = JSON.parse(readFileSync(new URL('../../golden/distributions.json', import.meta.url), 'utf8'));
  const make: Record<string, (settings: Case['settings']) => PixelDistribution> = {
    bernoulli,
    gaussian,
    laplace,
    'gaussian-learned-sigma': (settings) => gaussian({ ...settings, sigma: 'learned' }),
  };
  const pairs = (first: number[], second: number[]) => first.flatMap((value, i) => [value, second[i]!]);

  it.each(cases.map((c) => [`${c.name} ${JSON.stringify(c.settings)}`, c] as const))('%s', (_, golden) => {
    const pixels = make[golden.name]!(golden.settings);
    const n = golden.x.length;
    const learned = pixels.priorEta.length === 2;
    const eta = tensor(learned ? pairs(golden.etaMean, golden.etaLogSigma) : golden.eta, [1, 1, n, learned ? 2 : 1]);
    const x = tensor(golden.x, [1, 1, n, 1]);
    const agree = (actual: Tensor, expected: number[]) => {
      const given = values(actual);
      expect(given).toHaveLength(expected.length);
      for (const [i, e] of expected.entries()) expect(Math.abs(given[i]! - e), `entry ${i}`).toBeLessThan(1e-6 + 1e-5 * Math.abs(e));
    };
    agree(pixels.logProb(x, eta), golden.logProb);
    agree(pixels.score(x, eta), learned ? pairs(golden.scoreMean, golden.scoreLogSigma) : golden.score);
    agree(pixels.klFromPrior(eta), golden.kl);
  });
});

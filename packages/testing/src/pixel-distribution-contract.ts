import type { PixelDistribution } from '@neural-em/core';
import { add, concat, exp, fill, grad, mul, slice, sum, type Tensor, tensor, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, values } from './close.ts';
import { numericGradient } from './finite-differences.ts';
import { normalTensor } from './random-tensor.ts';

/** A distribution to test, and how to sample and integrate it. */
export interface PixelDistributionCase {
  readonly make: () => PixelDistribution;
  /** Draws x of the given shape, with values that are possible under the distribution. */
  readonly sample: (shape: number[]) => Tensor;
  /** Points, and their common weight, with which the density of one pixel sums (or integrates) to 1. */
  readonly support: { readonly points: readonly number[]; readonly weight: number };
}

/** Defines the tests that every pixel distribution must pass, for one channel and for three. */
export function describePixelDistribution(name: string, { make, sample, support }: PixelDistributionCase): void {
  describe.each([1, 3])(`pixel distribution contract: ${name}, %s channel(s)`, (C) => {
    const setUp = () => {
      const pixels = make();
      const P = pixels.priorEta.length;
      return { pixels, P, x: sample([2, 1, 5, C]), eta: normalTensor([2, 4, 5, P * C], `eta ${C}`) };
    };

    it('gives log-probability and KL a pixel, mean and score a value', () => {
      const { pixels, P, x, eta } = setUp();
      expect(pixels.mean(eta).shape).toEqual([2, 4, 5, C]);
      expect(pixels.logProb(x, eta).shape).toEqual([2, 4, 5, 1]);
      expect(pixels.klFromPrior(eta).shape).toEqual([2, 4, 5, 1]);
      expect(pixels.score(x, eta).shape).toEqual([2, 4, 5, P * C]);
    });

    it('sums channels: the whole is the sum of its channels alone', () => {
      const { pixels, P, x, eta } = setUp();
      const channel = (t: Tensor, c: number) => slice(t, [0, 0, 0, c], [-1, -1, -1, 1]);
      const etaOf = (c: number) =>
        concat(
          Array.from({ length: P }, (_, p) => channel(eta, p * C + c)),
          -1,
        );
      const parts = Array.from({ length: C }, (_, c) => c);
      const total = (f: (c: number) => Tensor) => parts.map(f).reduce((a, b) => add(a, b));
      expectClose(
        pixels.logProb(x, eta),
        total((c) => pixels.logProb(channel(x, c), etaOf(c))),
        1e-5,
      );
      expectClose(
        pixels.klFromPrior(eta),
        total((c) => pixels.klFromPrior(etaOf(c))),
        1e-5,
      );
    });

    it('has a score equal to the gradient of the log-probability and to finite differences', () => {
      const { pixels, x, eta } = setUp();
      const total = (e: Tensor) => sum(pixels.logProb(x, e));
      expectClose(pixels.score(x, eta), grad(total)(eta), 1e-5);
      expectClose(pixels.score(x, eta), numericGradient(total, eta), 2e-2);
    });

    it('has gradients of mean, KL and score that agree with finite differences', () => {
      const { pixels, x, eta } = setUp();
      const probe = normalTensor(pixels.score(x, eta).shape, 'probe');
      for (const f of [
        (e: Tensor) => sum(pixels.mean(e)),
        (e: Tensor) => sum(pixels.klFromPrior(e)),
        (e: Tensor) => sum(mul(probe, pixels.score(x, e))),
      ]) {
        const numeric = numericGradient(f, eta);
        // A score may be close to 0, so the difference is compared with a scale of at least 1.
        for (const [i, value] of values(grad(f)(eta)).entries())
          expect(Math.abs(value - numeric[i]!)).toBeLessThan(2e-2 * Math.max(1, Math.abs(value)));
      }
    });

    it('has a KL of 0 at the prior and above 0 elsewhere', () => {
      const { pixels, eta } = setUp();
      const prior = concat(
        pixels.priorEta.map((value) => fill([1, 1, 5, C], value) as Tensor),
        -1,
      );
      for (const kl of values(pixels.klFromPrior(prior))) expect(Math.abs(kl)).toBeLessThan(1e-5);
      for (const kl of values(pixels.klFromPrior(eta))) expect(kl).toBeGreaterThan(0);
    });

    it('stays finite at ±100, gradients too', () => {
      const { pixels, P, x } = setUp();
      for (const value of [-100, 100]) {
        // Changes the first parameter only, because a log sigma of 100 overflows in float32.
        const eta = concat([fill([2, 4, 5, C], value) as Tensor, zeros([2, 4, 5, (P - 1) * C])].slice(0, P), -1);
        for (const f of [pixels.mean, pixels.klFromPrior, (e: Tensor) => pixels.logProb(x, e), (e: Tensor) => pixels.score(x, e)]) {
          for (const result of [f(eta), grad((e) => sum(f(e)))(eta)]) expect(values(result).every(Number.isFinite)).toBe(true);
        }
      }
    });
  });

  it(`pixel distribution contract: ${name} has a mass of 1`, () => {
    const pixels = make();
    const eta = normalTensor([1, 6, 1, pixels.priorEta.length], 'mass', 0.5);
    const { points, weight } = support;
    const x = tensor([...points], [points.length, 1, 1, 1]);
    const mass = mul(weight, sum(exp(pixels.logProb(x, eta)), 0));
    for (const value of values(mass)) expect(Math.abs(value - 1)).toBeLessThan(2e-3);
  });
}

import { expectClose, normalTensor, useCpuBackend, values } from '@neural-em/testing';
import { gather, ones, sum, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bernoulli, eStep, expectedLogLikelihood, gaussian, initialGamma, laplace, logLikelihood, responsibilities } from './index.ts';

useCpuBackend();

const logProb = () => normalTensor([2, 4, 5, 1], 'log p', 3);

describe('eStep', () => {
  it('sums to 1 over the components and is never negative', () => {
    for (const options of [{}, { temperature: 0.1 }, { floor: 1e-6 }]) {
      const gamma = eStep(logProb(), options);
      expectClose(sum(gamma, 1), ones([2, 5, 1]), 1e-6);
      expect(Math.min(...values(gamma))).toBeGreaterThanOrEqual(0);
    }
  });

  it('follows the formula, with mixing coefficients, temperature and floor', () => {
    const p = [0.2, 0.5];
    const at = tensor(p.map(Math.log), [1, 2, 1, 1]);
    const normalised = (w: number[]) => w.map((v) => v / (w[0]! + w[1]!));
    expectClose(eStep(at), normalised(p), 1e-6);
    expectClose(eStep(at, { logMixing: tensor([0.9, 0.1].map(Math.log), [1, 2, 1, 1]) }), normalised([0.18, 0.05]), 1e-6);
    expectClose(eStep(at, { temperature: 0.5 }), normalised(p.map((v) => v ** 2)), 1e-6);
    expectClose(eStep(at, { floor: 0.3 }), normalised(p.map((v) => v + 0.3)), 1e-6);
    // This is why the authors' code has a floor: components share the pixels that none of them explains.
    expectClose(eStep(tensor([-80, -60], [1, 2, 1, 1]), { floor: 1e-6 }), [0.5, 0.5], 1e-5);
  });

  it('gives one component everything', () => {
    expect(values(eStep(normalTensor([2, 1, 5, 1], 'one'))).every((g) => g === 1)).toBe(true);
  });

  it('permutes with the components', () => {
    const order = tensor([2, 0, 3, 1], [4], 'int32');
    expectClose(eStep(gather(logProb(), order, 1)), gather(eStep(logProb()), order, 1), 1e-6);
  });

  it.each([
    [{ temperature: 0 }, /temperature must be above 0, not 0/],
    [{ floor: -1 }, /floor must be 0 or above, not -1/],
  ])('refuses %o', (options, message) => expect(() => eStep(logProb(), options)).toThrow(message));
});

describe('responsibilities', () => {
  const given = { x: [0.9, 0.1], eta: [0.8, 0.2, 0.1, 0.7] };
  const inputs = () => [tensor(given.x, [1, 1, 2, 1]), tensor(given.eta, [1, 2, 2, 1])] as const;

  it('floor Gaussian densities as the authors’ code does', () => {
    const sigma = 0.25;
    const peak = 1 / (sigma * Math.sqrt(2 * Math.PI));
    for (const floor of [1e-6, 0.1]) {
      const p = given.eta.map((mean, i) => peak * Math.exp(-0.5 * ((given.x[i % 2]! - mean) / sigma) ** 2) + floor);
      const expected = p.map((value, i) => value / (p[i % 2]! + p[2 + (i % 2)]!));
      expectClose(responsibilities(gaussian({ sigma }), ...inputs(), { floor: floor / peak }), expected, 1e-5);
      // A unit deviation at this temperature gives the same result.
      expectClose(responsibilities(gaussian(), ...inputs(), { temperature: sigma ** 2, floor: floor / peak }), expected, 1e-5);
    }
  });

  it('take the floor as a share of what the distribution has at most, of all channels together', () => {
    const cases = [
      { pixels: bernoulli(), peak: -50 },
      { pixels: gaussian(), peak: 0 },
      { pixels: gaussian({ sigma: 0.1 }), peak: 0 },
      { pixels: laplace({ scale: 3 }), peak: 0 },
    ];
    for (const { pixels, peak } of cases)
      for (const temperature of [0.5, 2]) {
        // At x = 0 one component is at its peak and the other one has a density of 0, so that the odds are (1 + f) to f.
        const eta = tensor([peak, peak, 50, 50], [1, 2, 1, 2]);
        const gamma = responsibilities(pixels, tensor([0, 0], [1, 1, 1, 2]), eta, { temperature, floor: 0.25 });
        expectClose(gamma, [1.25 / 1.5, 0.25 / 1.5], 1e-5);
      }
  });

  it('refuse a floor below 0', () => {
    expect(() => responsibilities(gaussian(), ...inputs(), { floor: -1 })).toThrow(/floor must be 0 or above, not -1/);
  });
});

describe('likelihoods', () => {
  it('agree with sums over components written out', () => {
    const p = [
      [0.2, 0.5],
      [0.3, 0.4],
    ];
    const at = tensor([0.2, 0.3, 0.5, 0.4].map(Math.log), [1, 2, 2, 1]);
    const mixing = [0.25, 0.75];
    const logMixing = tensor(mixing.map(Math.log), [1, 2, 1, 1]);
    expectClose(logLikelihood(at), [p.reduce((total, [a, b]) => total + Math.log(0.5 * a! + 0.5 * b!), 0)], 1e-6);
    expectClose(logLikelihood(at, { logMixing }), [Math.log(0.25 * 0.2 + 0.75 * 0.5) + Math.log(0.25 * 0.3 + 0.75 * 0.4)], 1e-6);
    const gamma = tensor([0.1, 0.6, 0.9, 0.4], [1, 2, 2, 1]);
    const q = 0.1 * Math.log(0.25 * 0.2) + 0.6 * Math.log(0.25 * 0.3) + 0.9 * Math.log(0.75 * 0.5) + 0.4 * Math.log(0.75 * 0.4);
    expectClose(expectedLogLikelihood(gamma, at, { logMixing }), [q], 1e-6);
  });

  it('make Q plus the entropy of gamma a lower bound, tight at the posterior', () => {
    const bound = (gamma: ReturnType<typeof eStep>) => {
      const entropy = values(gamma).reduce((h, g) => h - (g > 0 ? g * Math.log(g) : 0), 0);
      return values(expectedLogLikelihood(gamma, logProb())).reduce((a, b) => a + b) + entropy;
    };
    const total = values(logLikelihood(logProb())).reduce((a, b) => a + b);
    expect(bound(eStep(logProb()))).toBeCloseTo(total, 3);
    expect(bound(initialGamma({ images: 2, components: 4, pixels: 5, seed: 1 }))).toBeLessThan(total);
  });
});

describe('initialGamma', () => {
  it('is 1 of a single component, also where a draw is 0', () => {
    // With these options, value 1714 of the stream is 0; dividing it by itself would give NaN.
    const gamma = initialGamma({ images: 8, components: 1, pixels: 1024, seed: '1/training/2334' });
    expect(gamma.shape).toEqual([8, 1, 1024, 1]);
    expect(new Set(gamma.dataSync())).toEqual(new Set([1]));
  });

  it('is |N(0, 1)| over its sum: normalised, seeded, 1 for one component', () => {
    const options = { images: 2, components: 3, pixels: 400, seed: 1 };
    const gamma = initialGamma(options);
    expectClose(sum(gamma, 1), ones([2, 400, 1]), 1e-6);
    expect(values(initialGamma(options))).toEqual(values(gamma));
    expect(values(initialGamma({ ...options, seed: 2 }))).not.toEqual(values(gamma));
    expect(values(initialGamma({ ...options, components: 1 })).every((g) => g === 1)).toBe(true);
    // The expected largest share, max_k |N_k| / Σ|N|, of three components is 0.567, from a simulation of 10⁶ draws in NumPy.
    const largest = Array.from({ length: 800 }, (_, i) =>
      Math.max(...[0, 1, 2].map((k) => values(gamma)[Math.floor(i / 400) * 1200 + k * 400 + (i % 400)]!)),
    );
    expect(Math.abs(largest.reduce((a, b) => a + b) / 800 - 0.567)).toBeLessThan(0.02);
  });

  it('is sharper by the power of its draws', () => {
    const options = { images: 1, components: 2, pixels: 50, seed: 1 };
    const odds = (sharpness?: number) => {
      const gamma = values(initialGamma({ ...options, ...(sharpness === undefined ? {} : { sharpness }) }));
      return gamma.slice(0, 50).map((first, i) => Math.log(first / gamma[50 + i]!));
    };
    for (const [i, logOdds] of odds(0.5).entries()) expect(logOdds).toBeCloseTo(odds()[i]! / 2, 3);
    expect(() => initialGamma({ ...options, sharpness: 0 })).toThrow(/sharpness must be a number above 0, not 0/);
  });

  it('refuses sizes that are none', () => {
    expect(() => initialGamma({ images: 1, components: 0, pixels: 4, seed: 0 })).toThrow(
      /components must be a whole number above 0, not 0/,
    );
  });
});

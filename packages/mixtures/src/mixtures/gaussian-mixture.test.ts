import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../close.fixture.ts';
import { type GaussianMixtureOptions, gaussianMixture, gaussianModel } from '../index.ts';
import { kinds, makePoints, plane, runs, seeds, withGaps } from '../laws.fixture.ts';

describe.each(kinds)('a mixture of %s covariances', (covariance) => {
  const start = (points: Float64Array): NonNullable<GaussianMixtureOptions['init']> => {
    const first = gaussianMixture(points, { ...plane, covariance, iterations: 1 });
    return { weights: first.weights, means: first.means, covariances: first.covariances };
  };

  it('is the same for points in another order', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const points = makePoints(seed);
        const turned = Float64Array.from({ length: points.length }, (_, j) => points[points.length - 2 - 2 * Math.floor(j / 2) + (j % 2)]!);
        const options = { ...plane, covariance, iterations: 15, tolerance: 0, init: start(points) };
        const [a, b] = [gaussianMixture(points, options), gaussianMixture(turned, options)];
        expectClose(a.means, b.means, 1e-9);
        expectClose(a.covariances, b.covariances, 1e-9);
      }),
      runs,
    );
  });

  it('permutes with its components', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const points = makePoints(seed);
        const gamma = new Float64Array(180).map((_, i) => Number(Math.floor(i / 60) === i % 3));
        const options = { ...plane, covariance, iterations: 15, tolerance: 0 };
        const rolled = Float64Array.from([...gamma.subarray(60), ...gamma.subarray(0, 60)]);
        const [a, b] = [
          gaussianMixture(points, { ...options, init: { gamma } }),
          gaussianMixture(points, { ...options, init: { gamma: rolled } }),
        ];
        expectClose([...b.means.subarray(4), ...b.means.subarray(0, 4)], a.means, 1e-9);
        expectClose([b.logLikelihood(points)], [a.logLikelihood(points)], 1e-10);
      }),
      runs,
    );
  });

  it('takes a weight of 2 for a point that is there twice', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const points = makePoints(seed);
        const twice = Float64Array.from([...points, ...points.subarray(0, 40)]);
        const weights = Float64Array.from({ length: 60 }, (_, i) => (i < 20 ? 2 : 1));
        const options = { ...plane, covariance, iterations: 10, tolerance: 0, init: start(points) };
        expectClose(gaussianMixture(points, { ...options, weights }).covariances, gaussianMixture(twice, options).covariances, 1e-9);
      }),
      runs,
    );
  });

  it('comes back from JSON as it was, and draws what it fits', () => {
    const mixture = gaussianMixture(makePoints(3, 300), { ...plane, covariance });
    const back = gaussianModel(JSON.parse(JSON.stringify(mixture)));
    expect(back.logDensity(makePoints(4))).toEqual(mixture.logDensity(makePoints(4)));
    expect(back.sample(5, 10)).toEqual(mixture.sample(5, 10));
    const { points, components } = mixture.sample(1, 40_000);
    const again = gaussianMixture(points, {
      ...plane,
      covariance,
      init: { weights: mixture.weights, means: mixture.means, covariances: mixture.covariances },
    });
    expectClose(again.means, mixture.means, 0.1);
    expectClose(again.covariances, mixture.covariances, 0.15);
    expect(components.filter((k) => k === 0).length / 40_000).toBeCloseTo(mixture.weights[0]!, 1);
  });
});

it('full covariances follow any affine map of the points', () => {
  const maps = fc.tuple(seeds, fc.double({ min: 0.5, max: 2 }), fc.double({ min: -1, max: 1 }), fc.double({ min: -50, max: 50 }));
  fc.assert(
    fc.property(
      maps.filter((values) => values.every(Number.isFinite)),
      ([seed, scale, shear, shift]) => {
        const points = makePoints(seed);
        const map = (rows: Float64Array) =>
          rows.map((value, j) => (j % 2 === 0 ? scale * value + shift : value + shear * rows[j - 1]! - shift));
        const gamma = new Float64Array(180).map((_, i) => Number(Math.floor(i / 60) === i % 3));
        const options = { ...plane, iterations: 10, tolerance: 0, regularization: 0, init: { gamma } };
        const [a, b] = [gaussianMixture(points, options), gaussianMixture(map(points), options)];
        expectClose(b.means, map(a.means), 1e-7);
        expectClose(b.responsibilities(map(points)), a.responsibilities(points), 1e-6);
        // The map stretches volumes, and densities shrink by the same factor.
        expectClose([b.logLikelihood(map(points))], [a.logLikelihood(points) - 60 * Math.log(scale)], 1e-8);
      },
    ),
    runs,
  );
});

it('missing values at a rate of 0 are none, and values filled in lie where points do', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const points = makePoints(seed);
      expect(withGaps(points, seed, 0)).toEqual(points);
      const mixture = gaussianMixture(withGaps(points, seed, 0.3), { ...plane, regularization: 0.01 });
      const filled = mixture.fill(withGaps(points, seed, 0.3));
      const gaps = withGaps(points, seed, 0.3);
      for (let j = 0; j < filled.length; j++) {
        if (Number.isNaN(gaps[j]!)) expect(Math.abs(filled[j]!)).toBeLessThan(40);
        else expect(filled[j]).toBe(points[j]);
      }
      expect(mixture.fill(points)).toEqual(points);
    }),
    runs,
  );
});

it('partialFit with a rate of 1 is a step of EM, and a stream of batches comes near the fit of all points', () => {
  const all = makePoints(11, 3000);
  const options = { ...plane, components: 3 };
  const first = gaussianMixture(all.subarray(0, 600), { ...options, iterations: 3 });
  const stepped = gaussianMixture(all, {
    ...options,
    iterations: 1,
    init: { weights: first.weights, means: first.means, covariances: first.covariances },
  });
  const whole = first.partialFit(all, { rate: 1 });
  expectClose(whole.means, stepped.means, 1e-10);
  expectClose(whole.covariances, stepped.covariances, 1e-10);
  let stream = first;
  for (let b = 1; b < 10; b++) stream = stream.partialFit(all.subarray(600 * (b % 10), 600 * (b % 10) + 600));
  expect(stream.updates).toBe(9);
  expect(stream.logLikelihood(all)).toBeGreaterThan(first.logLikelihood(all));
  const fitted = gaussianMixture(all, { ...options, iterations: 300, tolerance: 1e-9, restarts: 4 });
  expect((fitted.logLikelihood(all) - stream.logLikelihood(all)) / 3000).toBeLessThan(0.05);
  expect(gaussianModel(JSON.parse(JSON.stringify(stream))).updates).toBe(9);
});

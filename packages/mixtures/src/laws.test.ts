import { createRandom } from '@neural-em/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from './close.fixture.ts';
import { bernoulliMixture, bernoulliModel, categoricalMixture, categoricalModel } from './families/index.ts';
import {
  CollapsedCovarianceError,
  type CovarianceKind,
  chooseComponents,
  type GaussianMixtureOptions,
  gaussianMixture,
  gaussianModel,
  kMeans,
} from './index.ts';
import { eStep, expectedLogLikelihood, gaussian, logLikelihood } from './steps/index.ts';
import { studentMixture, studentModel } from './student/index.ts';

const kinds: readonly CovarianceKind[] = ['full', 'diagonal', 'spherical', 'tied'];
const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const runs = { numRuns: 20 };

/** Points of three clusters in a plane that is a little stretched, [n, 2]. */
function makePoints(seed: number, n = 60): Float64Array {
  const random = createRandom(seed, 'laws');
  const centres = Array.from({ length: 6 }, () => 3 * random.normal());
  return Float64Array.from({ length: 2 * n }, (_, j) => centres[2 * (Math.floor(j / 2) % 3) + (j % 2)]! + (1 + (j % 2)) * random.normal());
}
const withGaps = (points: Float64Array, seed: number, share: number) => {
  const random = createRandom(seed, 'gaps');
  return points.map((value) => (random.uniform() < share ? Number.NaN : value));
};
const bits = (seed: number, n = 60, d = 6) => {
  const random = createRandom(seed, 'bits');
  return Float64Array.from({ length: n * d }, (_, j) => Number(random.uniform() < (Math.floor(j / d) % 2 === j % 2 ? 0.85 : 0.2)));
};
/** Without regularization, a component that gets a single point rightly ends a fit; the property then draws other points. */
function unlessCollapsed<T>(fitted: () => T): T {
  try {
    return fitted();
  } catch (error) {
    fc.pre(!(error instanceof CollapsedCovarianceError));
    throw error;
  }
}
const plane = { dimensions: 2, components: 3, seed: 1 };

/** Fits of every kind of mixture that take all their steps, on points with and without missing values. */
const fits = {
  ...Object.fromEntries(
    kinds.map((covariance) => [
      covariance,
      (seed: number, share: number) =>
        gaussianMixture(withGaps(makePoints(seed), seed, share), {
          ...plane,
          covariance,
          iterations: 40,
          tolerance: 0,
          regularization: 0.01,
        }),
    ]),
  ),
  student: (seed: number, share: number) =>
    studentMixture(withGaps(makePoints(seed), seed, share), { ...plane, iterations: 40, tolerance: 0, regularization: 0.01 }),
  bernoulli: (seed: number, share: number) =>
    bernoulliMixture(withGaps(bits(seed), seed, share), { dimensions: 6, components: 3, seed, iterations: 40, tolerance: 0 }),
  categorical: (seed: number, share: number) =>
    categoricalMixture(withGaps(bits(seed), seed, share), { dimensions: 6, components: 3, seed, iterations: 40, tolerance: 0 }),
};

describe.each(Object.entries(fits))('EM of a %s mixture', (_, fitted) => {
  it.each([0, 0.2])('never makes the points less likely, with %s of the values missing', (share) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { history } = fitted(seed, share);
        // Regularization and smoothing are not part of the likelihood, so they may lower it a little.
        for (let t = 1; t < history.length; t++) expect(history[t]! - history[t - 1]!).toBeGreaterThan(-2e-3);
      }),
      runs,
    );
  });
});

it.each(kinds)('without regularization the likelihood never falls at all: %s', (covariance) => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const options = { ...plane, components: 2, covariance, iterations: 60, tolerance: 0, regularization: 0 };
      const history = unlessCollapsed(() => gaussianMixture(makePoints(seed), options).history);
      for (let t = 1; t < history.length; t++) expect(history[t]! - history[t - 1]!).toBeGreaterThan(-1e-12 * Math.abs(history[t]!));
    }),
    runs,
  );
});

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

it('E-step and M-step alternate as a fit does', () => {
  const points = makePoints(9);
  const model = gaussian({ covariance: 'full' });
  let gamma: Float64Array = new Float64Array(180).map((_, i) => Number(Math.floor(i / 60) === i % 3));
  const begun = gamma;
  let theta = model.mStep(points, gamma, { dimensions: 2 });
  const history: number[] = [];
  for (let t = 0; t < 8; t++) {
    const logProb = model.logProb(points, theta);
    const logMixing = theta.weights.map(Math.log);
    history.push(logLikelihood(logProb, { components: 3, logMixing }) / 60);
    gamma = eStep(logProb, { components: 3, logMixing });
    // The M-step raises the expected complete-data log-likelihood (Dempster, Laird and Rubin 1977).
    const next = model.mStep(points, gamma, { dimensions: 2 });
    const expected = (parameters: typeof theta) =>
      expectedLogLikelihood(gamma, model.logProb(points, parameters), { components: 3, logMixing: parameters.weights.map(Math.log) });
    expect(expected(next)).toBeGreaterThanOrEqual(expected(theta) - 1e-9);
    theta = next;
  }
  const fitted = gaussianMixture(points, { ...plane, init: { gamma: begun }, iterations: 8, tolerance: 0 });
  expectClose(fitted.history, history, 1e-12);
  expectClose(fitted.means, theta.means, 1e-9);
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

it.each(['bic', 'aic', 'icl'] as const)('chooses three components for three clusters by %s', (by) => {
  const random = createRandom(1, 'three');
  const points = Float64Array.from(
    { length: 600 },
    (_, j) => [0, 8, 16][Math.floor(j / 2) % 3]! * (j % 2 === 0 ? 1 : -1) + random.normal(),
  );
  const fit = (components: number) => gaussianMixture(points, { dimensions: 2, components, covariance: 'spherical', seed: 0, restarts: 3 });
  const { components, mixture, scores } = chooseComponents(points, { from: 1, to: 5, by, fit });
  expect(components).toBe(3);
  expect(mixture.components).toBe(3);
  expect(scores.map((score) => score.components)).toEqual([1, 2, 3, 4, 5]);
});

it('a mixture of t-distributions is not moved by outliers that move a Gaussian one', () => {
  const points = makePoints(2, 90);
  const spoilt = Float64Array.from([...points, 500, 500, -600, 400]);
  const clean = studentMixture(points, { ...plane, components: 1 });
  const student = studentMixture(spoilt, { ...plane, components: 1 });
  const normal = gaussianMixture(spoilt, { ...plane, components: 1 });
  expect(Math.abs(student.means[1]! - clean.means[1]!)).toBeLessThan(0.5);
  expect(Math.abs(normal.means[1]! - clean.means[1]!)).toBeGreaterThan(5);
  expect(studentModel(JSON.parse(JSON.stringify(student))).logDensity(points)).toEqual(student.logDensity(points));
  const { points: drawn } = studentModel({ weights: [1], means: [1], covariances: [4], freedom: 5 }).sample(1, 50_000);
  // The variance of t with 5 degrees of freedom is 5/3 of the scale.
  expect(drawn.reduce((sum, value) => sum + (value - 1) ** 2, 0) / 50_000).toBeCloseTo(20 / 3, 0);
});

it('discrete mixtures come back from JSON, draw and fill in', () => {
  const points = bits(1, 400);
  const binary = bernoulliMixture(points, { dimensions: 6, components: 2, seed: 0 });
  expect(bernoulliModel(JSON.parse(JSON.stringify(binary))).predict(points)).toEqual(binary.predict(points));
  const survey = categoricalMixture(points, { dimensions: 6, components: 2, seed: 0 });
  expect(categoricalModel(JSON.parse(JSON.stringify(survey))).predict(points)).toEqual(survey.predict(points));
  for (const mixture of [binary, survey]) {
    const { points: drawn } = mixture.sample(1, 5000);
    const share = (rows: Float64Array) => rows.reduce((sum, value) => sum + value, 0) / rows.length;
    expect(share(drawn)).toBeCloseTo(share(points), 1);
    const gaps = Float64Array.from([1, Number.NaN, 1, 0, 1, 0]);
    const filled = mixture.fill(gaps);
    expect([...filled.subarray(2)]).toEqual([1, 0, 1, 0]);
    // In the data, odd dimensions are 0 where even ones are 1.
    expect(filled[1]).toBeLessThan(0.4);
  }
  // Binary values are a case of two categories.
  const gamma = new Float64Array(800).map((_, i) => Number(Math.floor(i / 400) === i % 2));
  const both = { dimensions: 6, components: 2, seed: 0, init: { gamma }, iterations: 5, tolerance: 0 };
  expectClose(bernoulliMixture(points, both).history, categoricalMixture(points, both).history, 1e-12);
});

it('k-means ends where every point is nearest to its own centre, which is the mean of its points, and never with an empty cluster', () => {
  fc.assert(
    fc.property(
      seeds,
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom('k-means++' as const, 'random' as const),
      (seed, clusters, init) => {
        const points = makePoints(seed);
        const { centres, labels, inertia, converged } = kMeans(points, { dimensions: 2, clusters, seed, init, restarts: 1 });
        expect(converged).toBe(true);
        const squared = (i: number, k: number) => (points[2 * i]! - centres[2 * k]!) ** 2 + (points[2 * i + 1]! - centres[2 * k + 1]!) ** 2;
        let sum = 0;
        for (let i = 0; i < 60; i++) {
          sum += squared(i, labels[i]!);
          for (let k = 0; k < clusters; k++) expect(squared(i, labels[i]!)).toBeLessThan(squared(i, k) + 1e-9);
        }
        expect(sum).toBeCloseTo(inertia, 8);
        for (let k = 0; k < clusters; k++) {
          const mine = [...labels.keys()].filter((i) => labels[i] === k);
          expect(mine.length).toBeGreaterThan(0);
          expect(mine.reduce((total, i) => total + points[2 * i]!, 0) / mine.length).toBeCloseTo(centres[2 * k]!, 8);
        }
      },
    ),
    runs,
  );
});

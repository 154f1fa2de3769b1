import { describe, expect, it } from 'vitest';
import { bernoulliMixture, bernoulliModel, categoricalMixture } from './families/index.ts';
import { CollapsedCovarianceError, chooseComponents, gaussianMixture, gaussianModel, kMeans, MixtureInputError } from './index.ts';
import { eStep, gaussian } from './steps/index.ts';
import { studentMixture } from './student/index.ts';

const rows = [
  [0, 0],
  [1, 0],
  [0, 1],
  [5, 5],
  [6, 5],
];
const options = { components: 2, seed: 0 };
const fits = { gaussianMixture, studentMixture, bernoulliMixture, categoricalMixture };

describe.each(Object.entries(fits))('%s', (_, fit) => {
  it.each<[string, Parameters<typeof fit>[0], object, string]>([
    ['no points', [], {}, 'points must hold at least one point, got none'],
    ['ragged points', [[0, 1], [1]], {}, 'all points must have 2 dimensions as the first, got 1 at points[1]'],
    [
      'infinite points',
      [[0, Number.POSITIVE_INFINITY]],
      {},
      'points[0][1] must be a finite number, or NaN where it is missing, got Infinity',
    ],
    ['a flat array without dimensions', [0, 1, 0, 1], {}, 'dimensions must be given, since points is one flat array'],
    ['a flat array that ends within a point', [0, 1, 1], { dimensions: 2 }, 'points must hold a multiple of 2 numbers'],
    ['more components than points', [[0], [1]], { components: 3 }, 'components must be at most the number of points, 2, got 3'],
    ['no components', [[0], [1]], { components: 0 }, 'components must be an integer of at least 1, got 0'],
    ['half a restart', [[0], [1]], { restarts: 0.5 }, 'restarts must be an integer of at least 1, got 0.5'],
    ['a seed that is not an integer', [[0], [1]], { seed: 0.1 }, 'seed must be an integer, got 0.1'],
    ['a tolerance below 0', [[0], [1]], { tolerance: -1 }, 'tolerance must be a number of at least 0, got -1'],
    ['another start', [[0], [1]], { init: 'best' }, 'init must be one of k-means++, random, got best'],
    ['responsibilities of another size', [[0], [1]], { init: { gamma: [1, 1] } }, 'init.gamma must be [2, 2], got 2 numbers'],
    ['negative responsibilities', [[0], [1]], { init: { gamma: [1, -1, 0, 2] } }, 'gamma[1] must be a number of at least 0, got -1'],
    ['too few weights', [[0], [1]], { weights: [1] }, 'weights must hold a number for each of 2 points, got 1'],
    ['weights below 0', [[0], [1]], { weights: [1, -1] }, 'weights[1] must be a number of at least 0, got -1'],
    ['weights of 0 alone', [[0], [1]], { weights: [0, 0] }, 'weights must not all be 0'],
  ])('refuses %s', (__, points, changed, message) => {
    const run = () => fit(points, { ...options, ...changed });
    expect(run).toThrow(MixtureInputError);
    expect(run).toThrow(message);
  });
});

it('says what is wrong with settings and values of one kind of mixture', () => {
  // @ts-expect-error a caller without types
  expect(() => gaussianMixture(rows, { ...options, covariance: 'round' })).toThrow(
    'covariance must be one of full, diagonal, spherical, tied',
  );
  expect(() => gaussianMixture(rows, { ...options, regularization: -1 })).toThrow('regularization must be a number of at least 0');
  expect(() => studentMixture(rows, { ...options, freedom: 0 })).toThrow('freedom must be a number above 0, got 0');
  expect(() => bernoulliMixture(rows, options)).toThrow(
    'points must be whole numbers from 0 to 1 in dimension 0, or NaN where missing, got 5',
  );
  expect(() => categoricalMixture([[0.5], [1]], options)).toThrow('points must be whole numbers from 0 to 1 in dimension 0');
  expect(() => categoricalMixture([[3], [1]], { ...options, categories: [3] })).toThrow('from 0 to 2 in dimension 0');
  expect(() => bernoulliMixture([[0], [1]], { ...options, smoothing: 0 })).toThrow('smoothing must be above 0, got 0');
  expect(() => kMeans([[0, Number.NaN]], { clusters: 1, seed: 0 })).toThrow('points[0][1] must be a finite number, got NaN');
  expect(() => kMeans(rows, { clusters: 6, seed: 0 })).toThrow('clusters must be at most the number of points, 5, got 6');
  expect(() => kMeans(rows, { clusters: 2, seed: 0, init: [[1, 1]] })).toThrow('init must hold 2 centres, got 1');
  expect(() => eStep([1, 2, 3], { components: 2 })).toThrow('logProb must be [components, points]');
  expect(() => eStep([1, 2], { components: 2, temperature: 0 })).toThrow('temperature must be above 0, got 0');
  expect(() => eStep([1, 2], { components: 2, logMixing: [0] })).toThrow('logMixing must hold a number for each of 2 components, got 1');
  expect(() => gaussian().mStep(rows, [1, 2, 3])).toThrow('gamma must be [components, points]: a multiple of 5 numbers, got 3');
});

it('says what is wrong with what is asked of a mixture', () => {
  const mixture = gaussianMixture(rows, options);
  expect(() => mixture.predict([[1, 2, 3]])).toThrow('points must have 2 dimensions, got 3');
  expect(() => mixture.sample(0, 0)).toThrow('count must be an integer of at least 1');
  expect(() => mixture.sample(0.5)).toThrow('seed must be an integer, got 0.5');
  expect(() => mixture.partialFit(rows, { rate: 0 })).toThrow('rate must be above 0 and at most 1, got 0');
  expect(() => mixture.bic(rows, { weights: [1] })).toThrow('weights must hold a number for each of 5 points');
  const fit = (components: number) => gaussianMixture(rows, { ...options, components });
  expect(() => chooseComponents(rows, { from: 3, to: 2, fit })).toThrow('to must be at least from, 3, got 2');
});

it('says what is wrong with parameters', () => {
  expect(() => gaussianModel({ weights: [0.5, 0.6], means: [0, 1], covariances: [1, 1] })).toThrow(
    'weights must be at least 0 each and sum to 1',
  );
  expect(() => gaussianModel({ weights: [0.5, 0.5], means: [0, 1, 2], covariances: [1, 1] })).toThrow(
    'means must be [2, D], got 3 numbers',
  );
  expect(() => gaussianModel({ weights: [1], means: [0, 1], covariances: [1] })).toThrow('covariances must hold 4 numbers, got 1');
  const flat = () => gaussianModel({ weights: [1], means: [0, 1], covariances: [1, 1, 1, 1] });
  expect(flat).toThrow(CollapsedCovarianceError);
  expect(flat).toThrow('the covariance of component 0 must be positive definite');
  expect(() => gaussianModel({ weights: [1], means: [Number.NaN], covariances: [1] })).toThrow('means[0] must be a finite number, got NaN');
  expect(() => bernoulliModel({ weights: [1], means: [2] })).toThrow('means must be between 0 and 1');
});

describe('degenerate points', () => {
  const line = Array.from({ length: 20 }, (_, i) => [i, 2 * i]);

  it('collapse by name where nothing is added to the variances, and have a density where something is', () => {
    const collapse = () => gaussianMixture(line, { ...options, regularization: 0 });
    expect(collapse).toThrow(CollapsedCovarianceError);
    expect(collapse).toThrow(/the covariance of component \d has collapsed: .* a regularization above 0/);
    const mixture = gaussianMixture(line, { ...options, regularization: 1e-3 });
    expect([...mixture.covariances, ...mixture.responsibilities(line)].every(Number.isFinite)).toBe(true);
  });

  it('are as they are: one place, more components than places, one point', () => {
    const place = Array.from({ length: 12 }, () => [3, 4]);
    for (const [points, components] of [
      [place, 1],
      [place, 3],
      [[...place, [5, 5]], 3],
      [[[1, 2]], 1],
    ] as const) {
      for (const covariance of ['full', 'diagonal', 'spherical', 'tied'] as const) {
        const mixture = gaussianMixture(points, { components, covariance, seed: 1 });
        const all = [
          ...mixture.weights,
          ...mixture.means,
          ...mixture.covariances,
          ...mixture.logDensity(points),
          ...mixture.responsibilities(points),
        ];
        expect(all.every(Number.isFinite)).toBe(true);
        expect(mixture.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      }
    }
    expect(kMeans(place, { clusters: 3, seed: 0 }).inertia).toBe(0);
  });

  it('include points so far away that no component can explain them', () => {
    const mixture = gaussianMixture(rows, options);
    const gamma = mixture.responsibilities([[1e200, -1e200]]);
    expect(gamma[0]! + gamma[1]!).toBeCloseTo(1, 12);
    expect(mixture.predict([[1e200, 0]])[0]).toBeGreaterThanOrEqual(0);
  });

  it('include dimensions and points of which nothing is known', () => {
    const gaps = [[Number.NaN, Number.NaN], ...rows];
    const mixture = gaussianMixture(gaps, { ...options, regularization: 0.1 });
    expect([...mixture.means, ...mixture.covariances].every(Number.isFinite)).toBe(true);
    // If all values of a point are missing, its responsibilities are the weights of the mixture, and its expectation is the mean of the
    // mixture.
    expect([...mixture.responsibilities([[Number.NaN, Number.NaN]])]).toEqual([...mixture.weights]);
    expect(mixture.logDensity([[Number.NaN, Number.NaN]])[0]).toBeCloseTo(0, 12);
    const empty = gaussianMixture(
      rows.map(([x]) => [x!, Number.NaN]),
      { ...options, regularization: 0.1 },
    );
    expect([...empty.means, ...empty.covariances].every(Number.isFinite)).toBe(true);
  });
});

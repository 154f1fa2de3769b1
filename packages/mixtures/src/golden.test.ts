import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectClose } from './close.fixture.ts';
import { bernoulliMixture, categoricalMixture } from './families/index.ts';
import { type CovarianceKind, type GaussianMixtureOptions, type GaussianTheta, gaussianMixture, gaussianModel, kMeans } from './index.ts';
import { studentModel } from './student/index.ts';

type Numbers = number[];
interface Parameters {
  readonly weights: Numbers;
  readonly means: Numbers;
  readonly covariances: Numbers;
}
interface Case {
  readonly name: string;
  readonly covariance: CovarianceKind;
  readonly dimensions: number;
  readonly components: number;
  readonly points: Numbers;
  readonly start: Parameters;
  readonly bic: number;
  readonly aic: number;
}
type Cells = (number | null)[];
interface Discrete {
  readonly categories: Numbers;
  readonly points: Cells;
  readonly gamma: Numbers;
  readonly steps: readonly { readonly weights: Numbers; readonly tables: readonly Numbers[]; readonly logLikelihood: number }[];
}

/** Made by ../golden/mixtures.py. */
interface Golden {
  readonly origin: string;
  readonly trajectories: readonly (Case & {
    readonly steps: readonly (Parameters & { readonly logLikelihood: number })[];
    readonly probes: Numbers;
    readonly logDensity: Numbers;
    readonly responsibilities: Numbers;
    readonly predict: Numbers;
  })[];
  readonly outcomes: readonly (Case &
    Parameters & {
      readonly iterations: number;
      readonly counts: Numbers | null;
      readonly logLikelihood: number;
      readonly offset?: number;
    })[];
  readonly million: Parameters & { readonly logLikelihood: number; readonly start: Numbers };
  readonly kMeans: readonly {
    readonly name: string;
    readonly dimensions: number;
    readonly clusters: number;
    readonly points: Numbers;
    readonly centres: Numbers;
    readonly labels: Numbers;
    readonly inertia: number;
  }[];
  readonly missing: {
    readonly dimensions: number;
    readonly components: number;
    readonly points: Cells;
    readonly start: Parameters;
    readonly steps: readonly (Parameters & { readonly logLikelihood: number; readonly filled: Numbers })[];
  };
  readonly binary: Discrete;
  readonly categorical: Discrete;
  readonly student: {
    readonly probes: Numbers;
    readonly mean: Numbers;
    readonly scale: Numbers;
    readonly logDensity: Record<string, Numbers>;
  };
}

const golden = JSON.parse(readFileSync(new URL('../golden/mixtures.json', import.meta.url), 'utf8')) as Golden;
const { origin } = golden;
const theta = ({ weights, means, covariances }: Parameters) => ({
  weights: Float64Array.from(weights),
  means: Float64Array.from(means),
  covariances: Float64Array.from(covariances),
});
const cells = (values: Cells) => Float64Array.from(values, (value) => value ?? Number.NaN);
const tight = 1e-8;

function expectSame(actual: GaussianTheta, expected: Parameters, what: string): void {
  for (const name of ['weights', 'means', 'covariances'] as const) expectClose(actual[name], expected[name], tight, `${what}: ${name}`);
}

describe.each(golden.trajectories)(
  `$name: agrees with ${origin}`,
  ({ steps, points, start, covariance, components, dimensions, ...rest }) => {
    const options = { components, dimensions, covariance, seed: 0, tolerance: 0, init: theta(start) };
    const fitted = (iterations: number) => gaussianMixture(points, { ...options, iterations });

    it('after each of 50 iterations', () => {
      expect(steps).toHaveLength(50);
      for (const [i, step] of steps.entries()) {
        const mixture = fitted(i + 1);
        expectSame(mixture, step, `after ${i + 1} iterations`);
        expectClose([mixture.history[i]!], [step.logLikelihood], tight, `log-likelihood ${i}`);
      }
    });

    it('in what is asked of the mixture', () => {
      const mixture = fitted(50);
      expectClose([mixture.bic(points), mixture.aic(points)], [rest.bic, rest.aic], tight);
      expectClose(mixture.logDensity(rest.probes), rest.logDensity, tight);
      expectClose(mixture.responsibilities(rest.probes), rest.responsibilities, tight);
      expect([...mixture.predict(rest.probes)]).toEqual(rest.predict);
    });
  },
);

describe.each(golden.outcomes)(`$name: agrees with ${origin}`, (expected) => {
  const { points, start, covariance, components, dimensions, iterations, counts } = expected;
  const options: GaussianMixtureOptions = { components, dimensions, covariance, seed: 0, tolerance: 0, iterations, init: theta(start) };

  it('in parameters, likelihood and criteria', () => {
    const weights = counts ?? undefined;
    const mixture = gaussianMixture(points, { ...options, weights });
    expectSame(mixture, expected, 'parameters');
    expectClose([mixture.history.at(-1)!], [expected.logLikelihood], tight, 'log-likelihood');
    expectClose([mixture.bic(points, { weights }), mixture.aic(points, { weights })], [expected.bic, expected.aic], tight, 'criteria');
  });

  it.runIf(expected.offset)('and moves with the points, however far', () => {
    const offset = expected.offset!;
    const moved = { ...theta(start), means: Float64Array.from(start.means, (mean) => mean + offset) };
    const far = gaussianMixture(
      points.map((value) => value + offset),
      { ...options, init: moved },
    );
    expectClose(far.covariances, expected.covariances, tight, 'covariances');
    expectClose(far.weights, expected.weights, tight, 'weights');
    // Floating-point numbers near 1e8 are 1.5e-8 apart.
    expectClose(
      far.means,
      expected.means.map((mean) => mean + offset),
      1e-15,
      'means',
    );
    expectClose([far.history.at(-1)!], [expected.logLikelihood], tight, 'log-likelihood');
  });
});

it(`a million points: agrees with ${origin}`, () => {
  const n = 1_000_000;
  const points = new Float64Array(2 * n);
  const hash = (i: number, by: number) => (Math.imul(i, by) >>> 0) / 2 ** 32;
  for (let i = 0; i < n; i++) {
    const group = hash(i, 3266489917);
    points[2 * i] = hash(i, 2654435761) + (group > 0.4 ? 2 : 0);
    points[2 * i + 1] = hash(i, 2246822519) - (group > 0.7 ? 1.5 : 0) + 0.5 * points[2 * i]!;
  }
  const init = {
    weights: new Float64Array(3).fill(1 / 3),
    means: Float64Array.from(golden.million.start),
    covariances: Float64Array.from([1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1]),
  };
  const mixture = gaussianMixture(points, { components: 3, dimensions: 2, seed: 0, iterations: 5, tolerance: 0, init });
  expectSame(mixture, golden.million, 'parameters');
  expectClose([mixture.history.at(-1)!], [golden.million.logLikelihood], tight);
});

it.each(golden.kMeans)(`k-means, $name: agrees with ${origin}`, ({ points, dimensions, clusters, ...expected }) => {
  const found = kMeans(points, { clusters, dimensions, seed: 0, init: points.slice(0, clusters * dimensions) });
  expect([...found.labels]).toEqual(expected.labels);
  expectClose(found.centres, expected.centres, 1e-10);
  expectClose([found.inertia], [expected.inertia], 1e-10);
  expect([...found.predict(points)]).toEqual(expected.labels);
});

it(`missing values: agrees with ${origin}`, () => {
  const { points, start, steps, dimensions, components } = golden.missing;
  const options = { components, dimensions, seed: 0, tolerance: 0, init: theta(start) };
  for (const [i, step] of steps.entries()) {
    const mixture = gaussianMixture(cells(points), { ...options, iterations: i + 1 });
    expectSame(mixture, step, `after ${i + 1} iterations`);
    expectClose([mixture.history[i]!], [step.logLikelihood], tight);
    // The golden values were filled in with the parameters before the step.
    const before = i === 0 ? gaussianModel(start) : gaussianMixture(cells(points), { ...options, iterations: i });
    expectClose(before.fill(cells(points)), step.filled, tight, 'filled');
  }
});

it(`binary values, some missing: agree with ${origin}`, () => {
  const { points, gamma, steps, categories } = golden.binary;
  for (const [i, step] of steps.entries()) {
    const options = { components: 2, dimensions: categories.length, seed: 0, tolerance: 0, init: { gamma } };
    const { history, ...mixture } = bernoulliMixture(cells(points), { ...options, iterations: i + 1 });
    expectClose([history[i]!], [step.logLikelihood], tight);
    // The M-step of this entry leads to the parameters of the next entry.
    const next = steps[i + 1];
    if (!next) continue;
    expectClose(mixture.weights, next.weights, tight);
    const ones = [0, 1].flatMap((k) => next.tables.map((table) => table[2 * k + 1]!));
    expectClose(mixture.means, ones, 1e-7);
  }
});

it(`categories, some missing: agree with ${origin}`, () => {
  const { points, gamma, steps, categories } = golden.categorical;
  for (const [i, step] of steps.entries()) {
    const options = { components: 2, dimensions: categories.length, categories, seed: 0, tolerance: 0, init: { gamma } };
    const { history, ...mixture } = categoricalMixture(cells(points), { ...options, iterations: i + 1 });
    expectClose([history[i]!], [step.logLikelihood], tight);
    const next = steps[i + 1];
    if (!next) continue;
    expectClose(mixture.weights, next.weights, tight);
    const rows = [0, 1].flatMap((k) => next.tables.flatMap((table, a) => table.slice(k * categories[a]!, (k + 1) * categories[a]!)));
    expectClose(mixture.probabilities, rows, 1e-7);
  }
});

it.each(Object.entries(golden.student.logDensity))(`Student's t of %s degrees of freedom: agrees with ${origin}`, (freedom, expected) => {
  const { mean, scale, probes } = golden.student;
  const mixture = studentModel({ weights: [1], means: mean, covariances: scale, freedom: Number(freedom) });
  expectClose(mixture.logDensity(probes), expected, 1e-12);
});

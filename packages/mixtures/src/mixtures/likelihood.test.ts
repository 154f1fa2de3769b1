import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../close.fixture.ts';
import { bernoulliMixture, categoricalMixture } from '../families/index.ts';
import { CollapsedCovarianceError, gaussianMixture } from '../index.ts';
import { kinds, makeBits, makePoints, plane, runs, seeds, withGaps } from '../laws.fixture.ts';
import { eStep, expectedLogLikelihood, gaussian, logLikelihood } from '../steps/index.ts';
import { studentMixture } from '../student/index.ts';

/** Without regularization, a component that gets a single point rightly ends a fit; the property then draws other points. */
function unlessCollapsed<T>(fitted: () => T): T {
  try {
    return fitted();
  } catch (error) {
    fc.pre(!(error instanceof CollapsedCovarianceError));
    throw error;
  }
}

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
    bernoulliMixture(withGaps(makeBits(seed), seed, share), { dimensions: 6, components: 3, seed, iterations: 40, tolerance: 0 }),
  categorical: (seed: number, share: number) =>
    categoricalMixture(withGaps(makeBits(seed), seed, share), { dimensions: 6, components: 3, seed, iterations: 40, tolerance: 0 }),
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

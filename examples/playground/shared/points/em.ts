import { type CovarianceKind, type GaussianTheta, gaussianMixture, kMeans } from '@neural-em/mixtures';
import { eStep, gaussian, logLikelihood } from '@neural-em/mixtures/steps';
import { uniforms } from '../random.ts';
import type { Point } from './data.ts';
import type { PointsState, StartName } from './state.ts';

/** Number that is added to variances, so that no component shrinks onto a point: a hundredth of the width, squared. */
const REGULARIZATION = 1e-4;
/** Standard deviation with which each component starts, as a share of the width. */
const START_SPREAD = 0.12;

/** The state of EM and k-means after a number of half steps. Axes: K components, n points. */
export interface Moment {
  readonly theta: GaussianTheta;
  /** [K, n]; undefined before the first E-step. */
  readonly gamma: Float64Array | undefined;
  /** Mean log-likelihood per point. */
  readonly logLikelihood: number;
  /** Centres of k-means, [K, 2]; `labels` is the nearest centre of each point, [n], and undefined before the first E-step. */
  readonly centres: Float64Array;
  readonly labels: Int32Array | undefined;
  /** Mean squared distance of the points to their nearest centres. */
  readonly spread: number;
}

/** A run that computes half steps when they are requested, and keeps them. */
export interface PointsRun {
  at(halfSteps: number): Moment;
}

/** Runs EM on points with `@neural-em/mixtures`, half a step at a time, and k-means from the same centres. Needs at least K points. */
export function runPoints(
  points: readonly Point[],
  { components: K, covariance, start, seed }: Omit<PointsState, 'at' | 'drawn' | 'data'>,
): PointsRun {
  const { logProb, mStep } = gaussian({ covariance, regularization: REGULARIZATION });
  const measure = (theta: GaussianTheta) => {
    const logs = logProb(points, theta);
    const logMixing = theta.weights.map(Math.log);
    return {
      gamma: eStep(logs, { components: K, logMixing }),
      logLikelihood: logLikelihood(logs, { components: K, logMixing }) / points.length,
    };
  };
  const nearest = (centres: Float64Array) => {
    const distances = (i: number) => Array.from({ length: K }, (_, k) => squared(points[i]!, [centres[2 * k]!, centres[2 * k + 1]!]));
    const all = points.map((_, i) => distances(i));
    return {
      labels: Int32Array.from(all, (row) => row.indexOf(Math.min(...row))),
      spread: all.reduce((sum, row) => sum + Math.min(...row), 0) / points.length,
    };
  };
  const move = (centres: Float64Array) => kMeans(points, { clusters: K, seed: 0, init: centres, dimensions: 2, iterations: 1 }).centres;

  const means = Float64Array.from(startingPoints(points, { components: K, start, seed }).flat());
  const theta = { weights: new Float64Array(K).fill(1 / K), means, covariances: alike(covariance, K) };
  const moments: Moment[] = [
    {
      theta,
      gamma: undefined,
      logLikelihood: measure(theta).logLikelihood,
      centres: means,
      labels: undefined,
      spread: nearest(means).spread,
    },
  ];
  const next = (before: Moment, isE: boolean): Moment => {
    if (isE) return { ...before, gamma: measure(before.theta).gamma, labels: nearest(before.centres).labels };
    const moved = mStep(points, before.gamma!);
    const centres = move(before.centres);
    return { ...before, theta: moved, logLikelihood: measure(moved).logLikelihood, centres, spread: nearest(centres).spread };
  };
  return {
    at(halfSteps) {
      while (moments.length <= halfSteps) moments.push(next(moments.at(-1)!, moments.length % 2 === 1));
      return moments[halfSteps]!;
    },
  };
}

/** Returns the mean log-likelihood that EM reaches when it starts from the groups of k-means, which is rarely a bad start. */
export function reachable(points: readonly Point[], { components, covariance }: Pick<PointsState, 'components' | 'covariance'>): number {
  const options = { components, covariance, seed: 1, regularization: REGULARIZATION, tolerance: 1e-5 };
  return gaussianMixture(points, options).logLikelihood(points) / points.length;
}

/** For each kind of covariances, a function that returns the covariance of component k as [xx, xy, yy]. */
export const covarianceOf: Readonly<Record<CovarianceKind, (kept: Float64Array, k: number) => readonly [number, number, number]>> = {
  full: (kept, k) => [kept[4 * k]!, kept[4 * k + 1]!, kept[4 * k + 3]!],
  diagonal: (kept, k) => [kept[2 * k]!, 0, kept[2 * k + 1]!],
  spherical: (kept, k) => [kept[k]!, 0, kept[k]!],
  tied: (kept) => [kept[0]!, kept[1]!, kept[3]!],
};

function alike(covariance: CovarianceKind, K: number): Float64Array {
  const variance = START_SPREAD ** 2;
  const shapes: Readonly<Record<CovarianceKind, number[]>> = {
    full: Array.from({ length: K }, () => [variance, 0, 0, variance]).flat(),
    diagonal: Array.from({ length: 2 * K }, () => variance),
    spherical: Array.from({ length: K }, () => variance),
    tied: [variance, 0, 0, variance],
  };
  return Float64Array.from(shapes[covariance]);
}

const pick: Readonly<Record<StartName, (points: readonly Point[], chosen: readonly Point[], uniform: () => number) => Point>> = {
  // Draws each centre in proportion to the squared distance from the centres before it (k-means++).
  spread: (points, chosen, uniform) => {
    const weights = points.map((point) => Math.min(1e6, ...chosen.map((other) => squared(point, other))));
    let left = uniform() * weights.reduce((a, b) => a + b, 0);
    const found = points.find((_, i) => {
      left -= weights[i]!;
      return left < 0;
    });
    return found ?? points[0]!;
  },
  random: (points, _, uniform) => points[Math.floor(uniform() * points.length)]!,
  // Puts all centres into the bottom left corner, in a slightly irregular row.
  bad: (_, chosen, uniform) => [0.05 + 0.02 * chosen.length + 0.01 * uniform(), 0.05 + 0.01 * uniform()],
};

function startingPoints(
  points: readonly Point[],
  { components, start, seed }: Pick<PointsState, 'components' | 'start' | 'seed'>,
): Point[] {
  const uniform = uniforms(1000 + seed);
  const chosen: Point[] = [];
  while (chosen.length < components) chosen.push(pick[start](points, chosen, uniform));
  return chosen;
}

const squared = (a: Point, b: Point) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;

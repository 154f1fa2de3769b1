import { MixtureInputError, notNegative } from '../errors.ts';
import type { Block, Points } from '../points.ts';
import { distribution } from './distribution.ts';
import type { Distribution, Family, Pass, Theta } from './types.ts';

/** Parameters of K components over D values that are 0 or 1. */
export interface BernoulliTheta extends Theta {
  /** How probable a 1 is, [K, D]. */
  readonly means: Float64Array;
}

export interface BernoulliOptions {
  /** Ones and zeros that every component is taken to have seen beforehand, so that nothing is impossible. Default 1e-6. */
  readonly smoothing?: number | undefined;
}

/** Values that are 0 or 1, each by itself. @throws MixtureInputError for a smoothing that is not above 0. */
export function bernoulli(options: BernoulliOptions = {}): Distribution<BernoulliTheta> {
  return distribution(bernoulliFamily(options));
}

export function bernoulliFamily({ smoothing = 1e-6 }: BernoulliOptions = {}): Family<BernoulliTheta> {
  notNegative({ smoothing });
  if (smoothing === 0) throw new MixtureInputError('smoothing must be above 0, got 0');
  const dimensions = ({ weights, means }: BernoulliTheta) => means.length / weights.length;
  return {
    dimensions,
    pass: (theta, { prior = 0 } = {}) => look(theta, smoothing, prior),
    check: checkBits,
    guess: (points, components) => ({
      weights: new Float64Array(components).fill(1 / components),
      means: new Float64Array(components * points.dimensions).fill(0.5),
    }),
    freeParameters: (theta) => theta.weights.length - 1 + theta.means.length,
    draw(theta, k, random, out) {
      for (let a = 0; a < out.length; a++) out[a] = random.uniform() < theta.means[k * out.length + a]! ? 1 : 0;
    },
  };
}

function checkBits({ columns }: Points): void {
  const bad = columns.findIndex((value) => value !== 0 && value !== 1 && !Number.isNaN(value));
  if (bad >= 0) throw new MixtureInputError(`points must be 0 or 1, or NaN where a value is missing, got ${columns[bad]}`);
}

function look({ weights, means }: BernoulliTheta, smoothing: number, prior: number): Pass<BernoulliTheta> {
  const K = weights.length;
  const d = means.length / K;
  const mass = weights.map((weight) => prior * weight);
  const ones = means.map((mean, i) => mean * mass[Math.floor(i / d)]!);
  /** What each component saw of each value: missing ones do not count. */
  const seen = means.map((_, i) => mass[Math.floor(i / d)]!);
  return {
    logProb({ points, pattern, start, count }: Block, out) {
      out.fill(0);
      for (let k = 0; k < K; k++) {
        for (const a of pattern.observed) {
          const mean = means[k * d + a]!;
          const [one, zero] = [Math.log(mean), Math.log1p(-mean)];
          const from = a * points.count + start;
          for (let i = 0; i < count; i++) out[k * count + i]! += points.columns[from + i]! > 0 ? one : zero;
        }
      }
    },
    collect({ points, pattern, start, count }, gamma) {
      for (let k = 0; k < K; k++) {
        let share = 0;
        for (let i = 0; i < count; i++) share += gamma[k * count + i]!;
        mass[k]! += share;
        for (const a of pattern.observed) {
          const from = a * points.count + start;
          let sum = 0;
          for (let i = 0; i < count; i++) sum += gamma[k * count + i]! * points.columns[from + i]!;
          ones[k * d + a]! += sum;
          seen[k * d + a]! += share;
        }
      }
    },
    mStep() {
      const total = mass.reduce((sum, share) => sum + share, 0);
      return {
        weights: mass.map((share) => share / total),
        means: ones.map((sum, i) => (sum + smoothing) / (seen[i]! + 2 * smoothing)),
      };
    },
    fill({ points, pattern, start, count }, gamma) {
      for (const a of pattern.missing) {
        for (let i = 0; i < count; i++) {
          let expected = 0;
          for (let k = 0; k < K; k++) expected += gamma[k * count + i]! * means[k * d + a]!;
          points.columns[a * points.count + start + i] = expected;
        }
      }
    },
  };
}

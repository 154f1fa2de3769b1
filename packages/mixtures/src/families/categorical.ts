import { MixtureInputError, notNegative, refuse } from '../errors.ts';
import type { Block, Points } from '../points.ts';
import { distribution } from './distribution.ts';
import type { Distribution, Family, Pass, Theta } from './types.ts';

/** Parameters of K components over D values, each one of several categories 0, 1, …. */
export interface CategoricalTheta extends Theta {
  /** Number of categories of each dimension, [D]. */
  readonly categories: Int32Array;
  /** Probability of each category, [K, all categories of the first dimension, then all of the second, …]. */
  readonly probabilities: Float64Array;
}

export interface CategoricalOptions {
  /** Number of categories of each dimension, [D]. Default: one more than the largest value of the dimension among the points. */
  readonly categories?: ArrayLike<number> | undefined;
  /** Pseudo-count that is added to each category of every component, so that no value has probability 0. Default 1e-6. */
  readonly smoothing?: number | undefined;
}

/** Returns the distribution of independent categorical values. @throws MixtureInputError for a smoothing that is not above 0. */
export function categorical(options: CategoricalOptions = {}): Distribution<CategoricalTheta> {
  return distribution(categoricalFamily(options));
}

export function categoricalFamily({ categories, smoothing = 1e-6 }: CategoricalOptions = {}): Family<CategoricalTheta> {
  notNegative({ smoothing });
  if (smoothing === 0) throw new MixtureInputError('smoothing must be above 0, got 0');
  return {
    dimensions: (theta) => theta.categories.length,
    check: (points, theta) => checkCategories(points, theta.categories),
    pass: (theta, { prior = 0 } = {}) => look(theta, smoothing, prior),
    guess(points, components) {
      const known = Int32Array.from({ length: points.dimensions }, (_, a) => categories?.[a] ?? largest(points, a) + 1);
      const share = Array.from(known, (count) => new Array<number>(count).fill(1 / count)).flat();
      return {
        weights: new Float64Array(components).fill(1 / components),
        categories: known,
        probabilities: Float64Array.from({ length: components * share.length }, (_, i) => share[i % share.length]!),
      };
    },
    freeParameters: ({ weights, categories, probabilities }) =>
      weights.length - 1 + probabilities.length - weights.length * categories.length,
    draw({ weights, categories, probabilities }, k, random, out) {
      let at = (k * probabilities.length) / weights.length;
      for (let a = 0; a < out.length; a++) {
        let left = random.uniform();
        out[a] = 0;
        for (let c = 0; c < categories[a]!; c++) {
          out[a] = c;
          left -= probabilities[at + c]!;
          if (left < 0) break;
        }
        at += categories[a]!;
      }
    },
  };
}

function largest({ columns, count }: Points, a: number): number {
  return columns.subarray(a * count, (a + 1) * count).reduce((top, value) => (value > top ? value : top), 0);
}

function checkCategories({ columns, count }: Points, categories: Int32Array): void {
  for (const [i, value] of columns.entries()) {
    const a = Math.floor(i / count);
    if (Number.isNaN(value) || (Number.isInteger(value) && value >= 0 && value < categories[a]!)) continue;
    refuse('points', `be whole numbers from 0 to ${categories[a]! - 1} in dimension ${a}, or NaN where missing`, value);
  }
}

function look({ weights, categories, probabilities }: CategoricalTheta, smoothing: number, prior: number): Pass<CategoricalTheta> {
  const K = weights.length;
  const width = probabilities.length / K;
  const starts = categories.map((_, a) => categories.subarray(0, a).reduce((sum, count) => sum + count, 0));
  const mass = weights.map((weight) => prior * weight);
  const counts = probabilities.map((probability, i) => probability * mass[Math.floor(i / width)]!);
  const logs = probabilities.map(Math.log);
  return {
    logProb({ points, pattern, start, count }: Block, out) {
      out.fill(0);
      for (let k = 0; k < K; k++) {
        for (const a of pattern.observed) {
          const [from, row] = [a * points.count + start, k * width + starts[a]!];
          for (let i = 0; i < count; i++) out[k * count + i]! += logs[row + points.columns[from + i]!]!;
        }
      }
    },
    collect({ points, pattern, start, count }, gamma) {
      for (let k = 0; k < K; k++) {
        for (let i = 0; i < count; i++) mass[k]! += gamma[k * count + i]!;
        for (const a of pattern.observed) {
          const [from, row] = [a * points.count + start, k * width + starts[a]!];
          for (let i = 0; i < count; i++) counts[row + points.columns[from + i]!]! += gamma[k * count + i]!;
        }
      }
    },
    mStep() {
      const total = mass.reduce((sum, share) => sum + share, 0);
      const next = counts.map((count) => count + smoothing);
      for (let k = 0; k < K; k++) {
        for (let a = 0; a < categories.length; a++) {
          const mine = next.subarray(k * width + starts[a]!, k * width + starts[a]! + categories[a]!);
          const seen = mine.reduce((sum, count) => sum + count, 0);
          for (let c = 0; c < mine.length; c++) mine[c]! /= seen;
        }
      }
      return { weights: mass.map((share) => share / total), categories, probabilities: next };
    },
    fill({ points, pattern, start, count }, gamma) {
      for (const a of pattern.missing) {
        for (let i = 0; i < count; i++) {
          const shares = Array.from({ length: categories[a]! }, (_, c) =>
            weights.reduce((sum, _, k) => sum + gamma[k * count + i]! * probabilities[k * width + starts[a]! + c]!, 0),
          );
          points.columns[a * points.count + start + i] = shares.indexOf(Math.max(...shares));
        }
      }
    },
  };
}

import { categoricalFamily } from './categorical.ts';
import { distribution } from './distribution.ts';
import type { Distribution, Family, Theta } from './types.ts';

/** Parameters of K components over D values that are 0 or 1. */
export interface BernoulliTheta extends Theta {
  /** Probability of a 1, [K, D]. */
  readonly means: Float64Array;
}

export interface BernoulliOptions {
  /** Pseudo-count that is added to the ones and to the zeros of every component, so that no value has probability 0. Default 1e-6. */
  readonly smoothing?: number | undefined;
}

/** Returns the distribution of independent values that are 0 or 1. @throws MixtureInputError for a smoothing that is not above 0. */
export function bernoulli(options: BernoulliOptions = {}): Distribution<BernoulliTheta> {
  return distribution(bernoulliFamily(options));
}

/**
 * Returns the family of Bernoulli distributions: a categorical family of two categories, of which the probability of the second is kept.
 */
export function bernoulliFamily({ smoothing = 1e-6 }: BernoulliOptions = {}): Family<BernoulliTheta> {
  const twoOf = (d: number) => categoricalFamily({ smoothing, categories: new Int32Array(d).fill(2) });
  const dimensions = ({ weights, means }: BernoulliTheta) => means.length / weights.length;
  const of = (theta: BernoulliTheta) => twoOf(dimensions(theta));
  const both = ({ weights, means }: BernoulliTheta) => ({
    weights,
    categories: new Int32Array(means.length / weights.length).fill(2),
    probabilities: Float64Array.from({ length: 2 * means.length }, (_, i) => (i % 2 ? means[i >> 1]! : 1 - means[i >> 1]!)),
  });
  const one = ({ weights, probabilities }: { weights: Float64Array; probabilities: Float64Array }) => ({
    weights,
    means: probabilities.filter((_, i) => i % 2),
  });
  twoOf(1);
  return {
    dimensions,
    check: (points, theta) => of(theta).check?.(points, both(theta)),
    pass(theta, options) {
      const pass = of(theta).pass(both(theta), options);
      return { ...pass, mStep: () => one(pass.mStep()) };
    },
    guess: (points, components) => one(twoOf(points.dimensions).guess(points, components)),
    freeParameters: (theta) => of(theta).freeParameters(both(theta)),
    draw: (theta, k, random, out) => of(theta).draw(both(theta), k, random, out),
  };
}

import { MixtureInputError } from '../errors.ts';
import { type BernoulliOptions, type BernoulliTheta, bernoulliFamily } from '../families/bernoulli.ts';
import { type FitOptions, fit } from '../fit.ts';
import type { PointsLike } from '../points.ts';
import { createMixture, type Mixture } from './mixture.ts';
import { readNumbers, readShares, type Written } from './parameters.ts';

export interface BernoulliMixtureOptions extends FitOptions<BernoulliTheta>, BernoulliOptions {}

/** A fitted Bernoulli mixture: its parameters `weights` [K] and `means` [K, D] (the probability of a 1), and the methods of a mixture. */
export type BernoulliMixture = BernoulliTheta & Mixture<BernoulliTheta>;

/** Parameters of a Bernoulli mixture and its settings, as its JSON holds them. */
export interface BernoulliParameters extends Written<BernoulliTheta>, BernoulliOptions {
  readonly updates?: number;
}

/**
 * Fits a mixture of Bernoulli distributions, for example to binary images.
 *
 * @param points [n, D], each 0, 1, or NaN where it is missing
 * @throws MixtureInputError for other values, ragged or empty points, fewer points than components, and other bad settings
 */
export function bernoulliMixture(points: PointsLike, options: BernoulliMixtureOptions): BernoulliMixture {
  const { smoothing = 1e-6 } = options;
  const family = bernoulliFamily({ smoothing });
  const { theta, ...report } = fit(family, points, options, 'k-means++');
  return createMixture(family, theta, { ...report, settings: { smoothing } });
}

/** Returns the Bernoulli mixture with the given parameters, or from its JSON. @throws MixtureInputError if they do not fit together. */
export function bernoulliModel(parameters: BernoulliParameters): BernoulliMixture {
  const { smoothing = 1e-6, updates = 0 } = parameters;
  const weights = readShares('weights', parameters.weights);
  const d = (parameters.means?.length ?? 0) / weights.length;
  const means = readNumbers('means', parameters.means, weights.length * Math.max(1, Math.floor(d)));
  if (means.some((mean) => !(mean > 0 && mean < 1))) throw new MixtureInputError('means must be between 0 and 1');
  return createMixture(bernoulliFamily({ smoothing }), { weights, means }, { updates, settings: { smoothing } });
}

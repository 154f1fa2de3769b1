import { type CategoricalOptions, type CategoricalTheta, categoricalFamily } from '../families/categorical.ts';
import { type FitOptions, fit } from '../fit.ts';
import type { PointsLike } from '../points.ts';
import { createMixture, type Mixture } from './mixture.ts';
import { readNumbers, readShares, type Written } from './parameters.ts';

export interface CategoricalMixtureOptions extends FitOptions<CategoricalTheta>, CategoricalOptions {}

/** A fitted categorical mixture: `weights` [K], `categories` [D], `probabilities` [K, all categories], and the methods of a mixture. */
export type CategoricalMixture = CategoricalTheta & Mixture<CategoricalTheta>;

/** Parameters of a categorical mixture and its settings, as its JSON holds them. */
export interface CategoricalParameters extends Written<CategoricalTheta>, Pick<CategoricalOptions, 'smoothing'> {
  readonly updates?: number;
}

/**
 * Fits a mixture of categorical distributions (latent class analysis), for example to the answers of a survey.
 *
 * @param points [n, D], each a category 0, 1, …, or NaN where it is missing
 * @throws MixtureInputError for other values, ragged or empty points, fewer points than components, and other bad settings
 */
export function categoricalMixture(points: PointsLike, options: CategoricalMixtureOptions): CategoricalMixture {
  const { smoothing = 1e-6, categories } = options;
  const family = categoricalFamily({ smoothing, categories });
  const { theta, ...report } = fit(family, points, options, 'random');
  return createMixture(family, theta, { ...report, settings: { smoothing } });
}

/** Returns the categorical mixture with the given parameters, or from its JSON. @throws MixtureInputError if they do not fit together. */
export function categoricalModel(parameters: CategoricalParameters): CategoricalMixture {
  const { smoothing = 1e-6, updates = 0 } = parameters;
  const weights = readShares('weights', parameters.weights);
  const categories = Int32Array.from(readNumbers('categories', parameters.categories, parameters.categories?.length ?? 1));
  const width = categories.reduce((sum, count) => sum + count, 0);
  const probabilities = readNumbers('probabilities', parameters.probabilities, weights.length * width);
  for (let at = 0, a = 0; at < probabilities.length; at += categories[a++ % categories.length]!) {
    readShares(`probabilities[${at}…]`, probabilities.subarray(at, at + categories[a % categories.length]!));
  }
  return createMixture(categoricalFamily({ smoothing }), { weights, categories, probabilities }, { updates, settings: { smoothing } });
}

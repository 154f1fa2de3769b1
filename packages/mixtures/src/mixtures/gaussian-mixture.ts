import { CollapsedCovarianceError, chosen, refuse } from '../errors.ts';
import { type CovarianceStructure, covarianceStructures } from '../families/covariances.ts';
import { type GaussianOptions, type GaussianTheta, gaussianFamily } from '../families/gaussian.ts';
import { type FitOptions, fit } from '../fit.ts';
import type { PointsLike } from '../points.ts';
import { createMixture, type Mixture } from './mixture.ts';
import { readNumbers, readShares, type Written } from './parameters.ts';

export interface GaussianMixtureOptions extends FitOptions<GaussianTheta>, GaussianOptions {}

/** A fitted Gaussian mixture: `weights` [K], `means` [K, D], `covariances` in the shape of their kind, and the methods of a mixture. */
export type GaussianMixture = GaussianTheta & Mixture<GaussianTheta>;

/** Parameters of a Gaussian mixture and its settings, as its JSON holds them. */
export interface GaussianParameters extends Written<GaussianTheta>, GaussianOptions {
  readonly updates?: number;
}

/**
 * Fits a mixture of Gaussians. Missing values (NaN) are integrated out: each step uses their expectation given the observed values
 * (Ghahramani and Jordan 1994).
 *
 * @param points [n, D]
 * @throws MixtureInputError for points that are ragged, empty or infinite, for fewer points than components, and for other bad settings;
 *   CollapsedCovarianceError if the regularization is too small and every start ends with a component whose points lie on a point, line or
 *   plane
 */
export function gaussianMixture(points: PointsLike, options: GaussianMixtureOptions): GaussianMixture {
  const { covariance = 'full', regularization = 1e-6 } = options;
  const family = gaussianFamily({ covariance, regularization });
  const { theta, ...report } = fit(family, points, options, 'k-means++');
  return createMixture(family, theta, { ...report, settings: { covariance, regularization } });
}

/** Returns the Gaussian mixture with the given parameters, or from its JSON. @throws MixtureInputError if they do not fit together. */
export function gaussianModel(parameters: GaussianParameters): GaussianMixture {
  const { covariance = 'full', regularization = 1e-6, updates = 0 } = parameters;
  const theta = readGaussians(parameters, covariance);
  return createMixture(gaussianFamily({ covariance, regularization }), theta, { updates, settings: { covariance, regularization } });
}

export function readGaussians(parameters: Written<GaussianTheta>, covariance: string): GaussianTheta {
  const structure = chosen<CovarianceStructure>('covariance', covarianceStructures, covariance);
  const weights = readShares('weights', parameters.weights);
  const K = weights.length;
  const d = (parameters.means?.length ?? 0) / K;
  if (!Number.isInteger(d) || d < 1) refuse('means', `be [${K}, D]`, `${parameters.means?.length} numbers`);
  const means = readNumbers('means', parameters.means, K * d);
  const covariances = readNumbers('covariances', parameters.covariances, structure.size(K, d));
  const pattern = { start: 0, end: 0, observed: Array.from({ length: d }, (_, a) => a), missing: [] };
  for (let k = 0; k < K; k++) {
    if (structure.scatter.factor(structure.of(covariances, k, d), d, pattern)) continue;
    throw new CollapsedCovarianceError(`the covariance of component ${k} must be positive definite`);
  }
  return { weights, means, covariances };
}

import type { GaussianTheta } from '../families/gaussian.ts';
import { type StudentOptions, studentFamily } from '../families/student.ts';
import { type FitOptions, fit } from '../fit.ts';
import type { PointsLike } from '../points.ts';
import { type GaussianMixture, type GaussianParameters, readGaussians } from './gaussian-mixture.ts';
import { createMixture } from './mixture.ts';

export interface StudentMixtureOptions extends FitOptions<GaussianTheta>, StudentOptions {}

/** A fitted mixture of t-distributions: as a Gaussian mixture, but `covariances` holds scale matrices. */
export type StudentMixture = GaussianMixture;

/** Parameters of a mixture of Student's t-distributions and its settings. */
export interface StudentParameters extends GaussianParameters, StudentOptions {}

/**
 * Fits a mixture of Student's t-distributions, in which outliers count little (Peel and McLachlan 2000). The degrees of freedom are given,
 * not learned.
 *
 * @param points [n, D]; NaN stands for a missing value
 * @throws as `gaussianMixture` does, and a MixtureInputError for degrees of freedom that are not above 0
 */
export function studentMixture(points: PointsLike, options: StudentMixtureOptions): StudentMixture {
  const { covariance = 'full', regularization = 1e-6, freedom = 4 } = options;
  const settings = { covariance, regularization, freedom };
  const family = studentFamily(settings);
  const { theta, ...report } = fit(family, points, options, 'k-means++');
  return createMixture(family, theta, { ...report, settings });
}

/**
 * Returns the mixture of t-distributions with the given parameters, or from its JSON.
 *
 * @throws MixtureInputError if they do not fit together.
 */
export function studentModel(parameters: StudentParameters): StudentMixture {
  const { covariance = 'full', regularization = 1e-6, freedom = 4, updates = 0 } = parameters;
  const settings = { covariance, regularization, freedom };
  return createMixture(studentFamily(settings), readGaussians(parameters, covariance), { updates, settings });
}

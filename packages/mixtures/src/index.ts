export { type ChooseComponentsOptions, type ChosenComponents, chooseComponents, type Scored } from './choose-components.ts';
export { CollapsedCovarianceError, MixtureInputError } from './errors.ts';
export type { CovarianceKind } from './families/covariances.ts';
export type { GaussianOptions, GaussianTheta } from './families/gaussian.ts';
export type { Theta } from './families/types.ts';
export type { FitOptions, FitReport } from './fit.ts';
export { type KMeans, type KMeansOptions, kMeans } from './k-means/k-means.ts';
export {
  type GaussianMixture,
  type GaussianMixtureOptions,
  type GaussianParameters,
  gaussianMixture,
  gaussianModel,
} from './mixtures/gaussian-mixture.ts';
export type { Mixture, PartialFitOptions, WeighedOptions } from './mixtures/mixture.ts';
export type { PointsLike } from './points.ts';
export type { RandomStream } from './random-stream.ts';
export type { Start } from './starts.ts';

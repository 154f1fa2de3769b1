export { type ChooseComponentsOptions, type ChosenComponents, chooseComponents, type Scored } from './choose-components.ts';
export { type EStepOptions, eStep, expectedLogLikelihood, logLikelihood } from './e-step.ts';
export { CollapsedCovarianceError, MixtureInputError } from './errors.ts';
export { type BernoulliOptions, type BernoulliTheta, bernoulli } from './families/bernoulli.ts';
export { type CategoricalOptions, type CategoricalTheta, categorical } from './families/categorical.ts';
export type { CovarianceKind } from './families/covariances.ts';
export { type GaussianOptions, type GaussianTheta, gaussian } from './families/gaussian.ts';
export { type StudentOptions, student } from './families/student.ts';
export type { Distribution, Theta } from './families/types.ts';
export type { FitOptions, FitReport } from './fit.ts';
export { type KMeans, type KMeansOptions, kMeans } from './k-means/k-means.ts';
export {
  type BernoulliMixture,
  type BernoulliMixtureOptions,
  type BernoulliParameters,
  bernoulliMixture,
  bernoulliModel,
} from './mixtures/bernoulli-mixture.ts';
export {
  type CategoricalMixture,
  type CategoricalMixtureOptions,
  type CategoricalParameters,
  categoricalMixture,
  categoricalModel,
} from './mixtures/categorical-mixture.ts';
export {
  type GaussianMixture,
  type GaussianMixtureOptions,
  type GaussianParameters,
  gaussianMixture,
  gaussianModel,
} from './mixtures/gaussian-mixture.ts';
export type { Mixture, PartialFitOptions, WeighedOptions } from './mixtures/mixture.ts';
export {
  type StudentMixture,
  type StudentMixtureOptions,
  type StudentParameters,
  studentMixture,
  studentModel,
} from './mixtures/student-mixture.ts';
export { type ConnectedComponentsOptions, connectedComponents } from './pixels/connected-components.ts';
export { type ExtrapolateOptions, extrapolateComponents } from './pixels/extrapolate-components.ts';
export type { ImageOptions } from './pixels/foreground.ts';
export { type GroupPixelsOptions, groupPixels, type PixelGrouping } from './pixels/group-pixels.ts';
export type { PointsLike } from './points.ts';
export type { Start } from './starts.ts';

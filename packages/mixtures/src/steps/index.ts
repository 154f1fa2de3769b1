export { type EStepOptions, eStep, expectedLogLikelihood, logLikelihood } from '../e-step.ts';
export { CollapsedCovarianceError, MixtureInputError } from '../errors.ts';
export type { CovarianceKind } from '../families/covariances.ts';
export { type GaussianOptions, type GaussianTheta, gaussian } from '../families/gaussian.ts';
export type { Distribution, Theta } from '../families/types.ts';
export type { PointsLike } from '../points.ts';

export { type ConnectedComponentsOptions, connectedComponents } from './connected-components.ts';
export { BaselineInputError } from './errors.ts';
export type { ImageOptions } from './foreground.ts';
export { type GaussianMixtureOptions, gaussianMixture } from './gaussian-mixture.ts';
export { type KMeansOptions, kMeans } from './k-means.ts';

export { type ConnectedComponentsOptions, connectedComponents } from './connected-components.ts';
export { MixtureInputError } from './errors.ts';
export { type ExtrapolateOptions, extrapolateComponents } from './extrapolate-components.ts';
export type { ImageOptions } from './foreground.ts';
export { type GroupPixelsOptions, groupPixels, type PixelGrouping } from './group-pixels.ts';

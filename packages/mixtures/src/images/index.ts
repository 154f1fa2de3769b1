export type { Frame } from '../background/frame.ts';
export {
  type ForegroundObject,
  type ForegroundOptions,
  foregroundObjects,
  objectTracker,
  type Track,
  type Tracker,
  type TrackerOptions,
} from '../background/objects.ts';
export { type BackgroundOptions, type BackgroundSubtractor, backgroundSubtractor } from '../background/subtractor.ts';
export { MixtureInputError } from '../errors.ts';
export { type ConnectedComponentsOptions, connectedComponents } from '../pixels/connected-components.ts';
export { type ExtrapolateOptions, extrapolateComponents } from '../pixels/extrapolate-components.ts';
export type { ImageOptions } from '../pixels/foreground.ts';
export { type GroupPixelsOptions, groupPixels, type PixelGrouping } from '../pixels/group-pixels.ts';

export { MixtureInputError } from '../errors.ts';
export type { Frame } from './frame.ts';
export {
  type ForegroundObject,
  type ForegroundOptions,
  foregroundObjects,
  objectTracker,
  type Track,
  type Tracker,
  type TrackerOptions,
} from './objects.ts';
export { type BackgroundOptions, type BackgroundSubtractor, backgroundSubtractor } from './subtractor.ts';

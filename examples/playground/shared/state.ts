import { type BallsState, componentsFor } from './balls/state.ts';
import type { Bitmap } from './picture.ts';
import type { PointsState } from './points/state.ts';

/** The sources of images: the reader's drawing, a video of shapes, digits or balls, or the reader's own video. */
export const sources = ['picture', 'shapes', 'digits', 'balls', 'clip'] as const;
export type Source = (typeof sources)[number];

export const sourceNames: Readonly<Record<Source, string>> = {
  picture: 'Picture',
  shapes: 'Flying shapes',
  digits: 'Flying digits',
  balls: 'Bouncing balls',
  clip: 'Your video',
};

/** The methods of grouping; `own` is the model that the reader trained in the page. */
export const methods = ['rnn-em', 'n-em', 'r-nem', 'mixture', 'k-means', 'own'] as const;
export type Method = (typeof methods)[number];

/** The settings of one grouping; the page can compare two of them side by side. */
export interface LaneState {
  readonly method: Method;
  /** K, 1 to 9. */
  readonly components: number;
  /** Seed of the initial responsibilities or centres. */
  readonly seed: number;
}

export const backendNames = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

export const speeds = [0.25, 0.5, 1, 2, 4] as const;
export type Speed = (typeof speeds)[number];

/** The whole state of the page, as a plain value. The address holds it, and it suffices to show the same again. */
export interface PageState {
  readonly source: Source;
  /** Number of the video that plays, or of the picture that "surprise me" made. */
  readonly scene: number;
  /** The objects of the picture; a later object covers an earlier one. */
  readonly objects: readonly Bitmap[];
  /** Share of pixels that noise changes, in percent. */
  readonly noise: number;
  readonly lanes: readonly [LaneState] | readonly [LaneState, LaneState];
  /** Number of half steps taken: 2t after the E-step of step t, 2t + 1 after the M-step that follows it. */
  readonly at: number;
  readonly backend: BackendName | 'auto';
  /** The speed at which steps are played. */
  readonly speed: Speed;
  /** The current lesson, counted from 1, and its step, counted from 0; without a lesson, `number` is 0. */
  readonly lesson: { readonly number: number; readonly step: number };
  readonly points: PointsState;
  readonly balls: BallsState;
}

export const limits = { components: 9, seed: 9999, scene: 9999, noise: 40, at: 240 } as const;

/** Returns the number of EM steps that are computed at first; for a picture, readers can ask for more. */
export const stepsOf = (source: Source): number => (source === 'picture' ? 15 : 50);

/** Returns the number of half steps of EM by which a source is played: videos of balls go on by whole frames. */
export const strideOf = (source: Source): 1 | 2 => (source === 'balls' ? 2 : 1);

/** Returns the default noise of a source, in percent. By the noise of its training the model of balls tells true frames from its own ones. */
export const usualNoise = (source: Source): number => (source === 'balls' ? 5 : 0);

/** Returns the default K of each source, which is that of the training. */
export const usualComponents = ({ count }: BallsState): Readonly<Record<Source, number>> => ({
  picture: 4,
  shapes: 3,
  digits: 2,
  balls: componentsFor(count),
  clip: 3,
});

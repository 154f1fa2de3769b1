import type { Bitmap } from './picture.ts';
import type { PointsState } from './points/state.ts';

/** Where images come from: what the reader draws, a video, or a video of the reader's. */
export const sources = ['picture', 'shapes', 'digits', 'clip'] as const;
export type Source = (typeof sources)[number];

export const sourceNames: Readonly<Record<Source, string>> = {
  picture: 'Picture',
  shapes: 'Flying shapes',
  digits: 'Flying digits',
  clip: 'Your video',
};

/** How pixels are grouped; `own` is the model that the reader trained in the page. */
export const methods = ['rnn-em', 'n-em', 'mixture', 'k-means', 'own'] as const;
export type Method = (typeof methods)[number];

/** One grouping; two of them are compared side by side. */
export interface LaneState {
  readonly method: Method;
  /** K, 1 to 8. */
  readonly components: number;
  /** Of the responsibilities, or centres, that it starts from. */
  readonly seed: number;
}

export const backendNames = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

export const speeds = [0.25, 0.5, 1, 2, 4] as const;
export type Speed = (typeof speeds)[number];

/** All that the page shows, as a plain value: the address holds it, and nothing else is needed to show it again. */
export interface PageState {
  readonly source: Source;
  /** Number of the arrangement: which video plays, or which picture "surprise me" laid out. */
  readonly scene: number;
  /** The picture that is drawn; a later object lies over an earlier one. */
  readonly objects: readonly Bitmap[];
  /** Share of pixels that noise changes, in percent. */
  readonly noise: number;
  readonly lanes: readonly [LaneState] | readonly [LaneState, LaneState];
  /** Half steps taken: 2t after the E-step of step t, 2t + 1 after the M-step that follows it. */
  readonly at: number;
  readonly backend: BackendName | 'auto';
  /** How fast steps follow one another. */
  readonly speed: Speed;
  /** The lesson that is on, from 1, and its step, from 0; no lesson is 0. */
  readonly lesson: { readonly number: number; readonly step: number };
  readonly points: PointsState;
}

export const limits = { components: 8, seed: 9999, scene: 9999, noise: 40, at: 240 } as const;

/** EM steps that are taken at once; a reader who asks for more gets more of a picture. */
export const stepsOf = (source: Source): number => (source === 'picture' ? 15 : 50);

/** K that a source is looked at with unless the reader says otherwise: that of the training. */
export const usualComponents: Readonly<Record<Source, number>> = { picture: 4, shapes: 3, digits: 2, clip: 3 };

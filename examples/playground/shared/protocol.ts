import type { BallCount, Knock } from './balls/state.ts';
import type { BackendName, LaneState } from './state.ts';

/** The images to group: a picture, or the video with a given number. */
export type Scene =
  | { readonly kind: 'picture'; readonly pixels: Float32Array; readonly truth: Uint8Array; readonly number: number }
  | { readonly kind: 'shapes' | 'digits'; readonly number: number }
  | {
      readonly kind: 'balls';
      readonly number: number;
      readonly count: BallCount;
      readonly given: number;
      readonly knocks: readonly Knock[];
    }
  /** [T, H, W] */
  | { readonly kind: 'clip'; readonly frames: Float32Array; readonly number: number };

/** A request to run a lane; it replaces an earlier run of the same lane. */
export interface RunRequest {
  readonly type: 'run';
  readonly lane: string;
  readonly run: number;
  readonly spec: LaneState;
  readonly scene: Scene;
  /** Share of pixels that noise changes, in percent. */
  readonly noise: number;
  readonly steps: number;
}

/** A request from the page to a worker. The same program groups in one worker, and trains in a second one. */
export type Request =
  | { readonly type: 'start'; readonly backend: BackendName | 'auto'; readonly spareCores: number }
  | RunRequest
  | { readonly type: 'extend'; readonly lane: string; readonly run: number; readonly steps: number }
  /** Loads the reader's own model from its file. */
  | { readonly type: 'adopt'; readonly file: Uint8Array }
  | { readonly type: 'train'; readonly seed: number }
  | { readonly type: 'pause'; readonly paused: boolean }
  /** Asks for a `pong`, as a sign of life. */
  | { readonly type: 'ping' }
  | {
      readonly type: 'figure';
      readonly id: number;
      readonly format: 'png' | 'gif';
      readonly title: string;
      readonly frames: readonly Frame[];
    };

/** What a frame has beside a grouping if the model goes on by itself. Axes: K components, H rows, W columns. */
export interface Rollout {
  /** Whether the model goes on by itself: it was not shown this frame, and what it groups is its own prediction. */
  readonly isOwn: boolean;
  /** The prediction of the frame, [H, W]. */
  readonly prediction: Float32Array;
  /** How strongly each component is influenced by each other one in the next step, [K, K]; undefined if the model does not say. */
  readonly attention: Float32Array | undefined;
}

/** A grouping after step t. Axes: K components, H rows, W columns. */
export interface Frame {
  readonly t: number;
  readonly height: number;
  readonly width: number;
  /** The image that the model reads next, with noise, [H, W]. */
  readonly image: Float32Array;
  /** The image that the model groups, without noise, [H, W]. */
  readonly target: Float32Array;
  /** The true image, [H, W], if it is not the one that the model groups. */
  readonly actual?: Float32Array;
  readonly rollout?: Rollout;
  /** The object of each pixel, [H, W]; pixels of 0 are not scored. */
  readonly truth: Uint8Array;
  /** Responsibilities, [K, H, W]. */
  readonly gamma: Float32Array;
  /** The prediction of each component, [K, H, W], in [0, 1]. */
  readonly means: Float32Array;
  /** Adjusted mutual information with the truth; null if there is nothing to score. */
  readonly score: number | null;
}

/**
 * Whether a model knows such images, and how many nats per lit pixel it leaves unexplained: of these images, and of those of its training.
 */
export interface Verdict {
  readonly likeness: 'alike' | 'unusual' | 'unlike';
  readonly unexplained: number;
  /** The median over images of its training. */
  readonly usual: number;
  /** The 99th percentile over images of its training. */
  readonly most: number;
}

/** The result of the self-test of a backend. */
export interface BackendTest {
  readonly name: BackendName;
  readonly outcome: 'chosen' | 'passed over';
  /** The device that the backend runs on, or the reason why it is not used. */
  readonly detail: string;
}

/** Held-out images, grouped by the model that is in training. */
export interface TrainingSample {
  readonly images: number;
  /** [B, H, W] */
  readonly pixels: Float32Array;
  /** The component with the largest responsibility for each pixel, [B, H, W]. Early in training it is hardly larger than the others. */
  readonly groups: Uint8Array;
  /** Mean adjusted mutual information over a larger number of such images. */
  readonly score: number;
}

/** A report from a worker to the page. */
export type Report =
  | { readonly type: 'ready'; readonly tests: readonly BackendTest[]; readonly colours: readonly (readonly [number, number, number])[] }
  | { readonly type: 'frame'; readonly lane: string; readonly run: number; readonly frame: Frame; readonly last: boolean }
  | { readonly type: 'judged'; readonly lane: string; readonly run: number; readonly verdict: Verdict }
  | { readonly type: 'pong' }
  | { readonly type: 'pace'; readonly stepsPerSecond: number }
  | { readonly type: 'trained'; readonly step: number; readonly loss: number; readonly seconds: number }
  | { readonly type: 'sample'; readonly step: number; readonly sample: TrainingSample; readonly file: Uint8Array }
  | { readonly type: 'adopted'; readonly card: Readonly<Record<string, unknown>> }
  | { readonly type: 'figure'; readonly id: number; readonly bytes: Uint8Array }
  | {
      readonly type: 'failed';
      readonly what: 'start' | 'run' | 'training' | 'figure' | 'adopt';
      readonly lane?: string;
      readonly message: string;
    };

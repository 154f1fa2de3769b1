import type { BackendName, LaneState } from './state.ts';

/** What is grouped: a picture, or the video of that number. */
export type Scene =
  | { readonly kind: 'picture'; readonly pixels: Float32Array; readonly truth: Uint8Array; readonly number: number }
  | { readonly kind: 'shapes' | 'digits'; readonly number: number }
  /** [T, H, W] */
  | { readonly kind: 'clip'; readonly frames: Float32Array; readonly number: number };

/** One lane's work: a newer run of a lane takes the place of the one before it. */
export interface RunRequest {
  readonly type: 'run';
  readonly lane: string;
  readonly run: number;
  readonly spec: LaneState;
  readonly scene: Scene;
  /** Percent. */
  readonly noise: number;
  readonly steps: number;
}

/** What the page asks of a worker. The same worker program groups, or trains in a second copy. */
export type Request =
  | { readonly type: 'start'; readonly backend: BackendName | 'auto'; readonly spareCores: number }
  | RunRequest
  | { readonly type: 'extend'; readonly lane: string; readonly run: number; readonly steps: number }
  /** Takes over a model of the reader's own, from its file. */
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

/** A grouping after step t. Axes: K components, H rows, W columns. */
export interface Frame {
  readonly t: number;
  readonly height: number;
  readonly width: number;
  /** What the model reads next, noise included, [H, W]. */
  readonly image: Float32Array;
  /** What it groups, without the noise, [H, W]. */
  readonly target: Float32Array;
  /** The object of each pixel, [H, W]; 0 is not scored. */
  readonly truth: Uint8Array;
  /** Responsibilities, [K, H, W]. */
  readonly gamma: Float32Array;
  /** What each component predicts, [K, H, W], in [0, 1]. */
  readonly means: Float32Array;
  /** Adjusted mutual information with the truth; null where there is nothing to score. */
  readonly score: number | null;
}

/** Whether a model knows such images, and what it leaves unexplained, in nats a lit pixel: of these, and of those of its training. */
export interface Verdict {
  readonly likeness: 'alike' | 'unusual' | 'unlike';
  readonly unexplained: number;
  /** The median of the images of its training. */
  readonly usual: number;
  /** What 99 of 100 of them stay below. */
  readonly most: number;
}

/** How a backend fared in the self-test. */
export interface BackendTest {
  readonly name: BackendName;
  readonly outcome: 'chosen' | 'passed over';
  /** What it runs on, or why it is not used. */
  readonly detail: string;
}

/** Held-out images as the model in training groups them. */
export interface TrainingSample {
  readonly images: number;
  /** [B, H, W] */
  readonly pixels: Float32Array;
  /** The component that answers most for each pixel, [B, H, W]: early on none of them answers for much more than the others. */
  readonly groups: Uint8Array;
  /** Mean adjusted mutual information of more such images. */
  readonly score: number;
}

/** What a worker tells the page. */
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

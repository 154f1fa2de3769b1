import type { EmModel } from '@neural-em/core';
import type { Box, Fit, FitOptions } from '@neural-em/datasets/fit';
import type { Settings } from '@neural-em/experiments';
import type { InferenceOptions } from '@neural-em/trainers';
import type { ExplainedLosses } from '../card.ts';

/** A model that segments pictures: what `loadPretrained` gives is one. */
export interface SegmentingModel {
  readonly model: EmModel;
  /** What the model was trained and scored for: K, EM steps, noise, starts of each image. */
  readonly task: InferenceOptions;
  /** Size and kind of the images that the model reads, and how well it explains images like those of its training. */
  readonly card: { readonly settings: Pick<Settings, 'data' | 'model'>; readonly explained?: ExplainedLosses };
}

/** How far a segmentation has come. */
export interface SegmentProgress {
  readonly done: number;
  readonly of: number;
}

/** Options of `segment`. */
export interface SegmentOptions {
  /**
   * Number of components. Default: the number that the model was trained with. `auto` tries 1 to `mostComponents` components and takes the
   * smallest number that explains the picture nearly as well as the best one.
   */
  readonly k?: number | 'auto' | undefined;
  /** The largest number of components that `auto` tries. Default: 8. */
  readonly mostComponents?: number | undefined;
  /**
   * Number of random starts of each picture or sequence; the best one is kept. Default: the number that the model's scores were measured
   * with.
   */
  readonly starts?: number | undefined;
  /** EM steps on a picture. Default: as many as in the training. */
  readonly emSteps?: number | undefined;
  /** Seed of the noise and the initial responsibilities. Default: the seed of the training. */
  readonly seed?: number | string | undefined;
  /** How pictures are turned into images that the model can read. */
  readonly fit?: FitOptions | undefined;
  /** A component that holds less than this share of the pixels of objects counts as empty. Default: 0.02. */
  readonly minimumShare?: number | undefined;
  /** Called after each piece of work with the progress so far. */
  readonly onProgress?: ((progress: SegmentProgress) => void) | undefined;
  /** Ends the work between two batches; `segment` then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A component that explains pixels of a picture: an object, as the model sees it. */
export interface SegmentedComponent {
  /** The number of the component in `labels`, from 1 on; the same in all frames. */
  readonly label: number;
  /** Number of pixels of the picture that belong to the component. */
  readonly size: number;
  /** The smallest rectangle that holds these pixels. */
  readonly box: Box;
  /** Mean position of these pixels: `x` to the right and `y` downwards from the top left corner. */
  readonly centroid: { readonly x: number; readonly y: number };
  /** How certain the model is, as a mean over these pixels: 0 where responsibilities are uniform over the components, 1 where one is 1. */
  readonly confidence: number;
  /** The vector theta of the component, [M]. */
  readonly theta: Float32Array;
}

/** The segmentation of one picture, or of one frame of a video. */
export interface SegmentedFrame {
  /** The component of each pixel of the picture, [H, W]; 0 is background. */
  readonly labels: Uint8Array;
  /** The component of each pixel of the smaller image that the model saw; 0 is background. */
  readonly imageLabels: Uint8Array;
  readonly components: readonly SegmentedComponent[];
  /** How certain the model is, as a mean over the pixels of objects, from 0 to 1; 1 where there are no objects. */
  readonly confidence: number;
  /** Nats that the components leave unexplained, divided by the number of pixels of objects; 0 where there are no objects. */
  readonly unexplained: number;
  /** Number of components that the model used. */
  readonly k: number;
  /** The start that was kept, counted from 1. */
  readonly start: number;
}

/**
 * Whether a model explains pictures as well as images of the kind that it was trained on. The measure is `unexplained`, compared with its
 * 99th percentile over test images (`explained.most` on the model's card): `alike` up to that value, `unusual` up to twice that value,
 * `unlike` above; `unknown` where the card does not have the value.
 */
export type Likeness = 'alike' | 'unusual' | 'unlike' | 'unknown';

/** Pictures that a model segmented. */
export interface Segmentation {
  /** Size of the pictures. */
  readonly width: number;
  readonly height: number;
  /** One frame for each picture that was given. */
  readonly frames: readonly SegmentedFrame[];
  /** The images that the model saw, [T, H, W, C]; `fit` says how they were made from the pictures. */
  readonly images: Float32Array;
  readonly fit: Fit;
  /** Mean over the frames, as `unexplained` is. */
  readonly confidence: number;
  readonly unexplained: number;
  /** Whether the pictures are explained as well as images of the kind that the model was trained on. */
  readonly likeness: Likeness;
}

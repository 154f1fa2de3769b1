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
  /** Size and kind of its images, and how well it explains those of its training. */
  readonly card: { readonly settings: Pick<Settings, 'data' | 'model'>; readonly explained?: ExplainedLosses };
}

/** How far a segmentation is. */
export interface SegmentProgress {
  readonly done: number;
  readonly of: number;
}

/** Options of `segment`. */
export interface SegmentOptions {
  /** Components. Default: those of the training. `auto` tries 1 to `mostComponents` and takes the fewest that explain a picture nearly as well as any. */
  readonly k?: number | 'auto' | undefined;
  /** The most that `auto` tries, 8 by default. */
  readonly mostComponents?: number | undefined;
  /** Starts of each picture or sequence, of which the best is kept. Default: those that the model is meant for. */
  readonly starts?: number | undefined;
  /** EM steps on a picture. Default: those of the training. */
  readonly emSteps?: number | undefined;
  /** Seed of noise and initial responsibilities. Default: that of the training. */
  readonly seed?: number | string | undefined;
  /** How pictures become images of the model. */
  readonly fit?: FitOptions | undefined;
  /** Share of the pixels of objects below which a component counts as empty, 0.02 by default. */
  readonly minimumShare?: number | undefined;
  /** Is told how far the work is. */
  readonly onProgress?: ((progress: SegmentProgress) => void) | undefined;
  /** Ends the work between two batches; `segment` then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A component that explains pixels of a picture: an object, as the model sees it. */
export interface SegmentedComponent {
  /** Its number in `labels`, from 1 on; the same in all frames. */
  readonly label: number;
  /** Pixels of the picture. */
  readonly size: number;
  /** The smallest rectangle around them. */
  readonly box: Box;
  /** The mean of their places, in pixels right and down from the top left corner. */
  readonly centroid: { readonly x: number; readonly y: number };
  /** Mean over its pixels of the largest responsibility: 0 is uniform over the components, 1 is certain. */
  readonly confidence: number;
  /** Its vector: [M]. */
  readonly theta: Float32Array;
}

/** How a picture, or a frame, was segmented. */
export interface SegmentedFrame {
  /** The component of each pixel of the picture, [H, W]; 0 is background. */
  readonly labels: Uint8Array;
  /** The same of the image that the model saw. */
  readonly imageLabels: Uint8Array;
  readonly components: readonly SegmentedComponent[];
  /** Mean of the largest responsibility over the pixels of objects: 0 is uniform, 1 is certain or nothing is there. */
  readonly confidence: number;
  /** Nats a pixel of objects that the components leave unexplained; 0 where there are no objects. */
  readonly unexplained: number;
  /** Components that the model had. */
  readonly k: number;
  /** The start that was kept, counted from 1. */
  readonly start: number;
}

/**
 * How pictures are explained, beside the images of the training: `alike` where some of those are explained no better, `unusual` where 99 of 100 are, and `unlike` where what is left
 * unexplained is more than twice what that share leaves; `unknown` where the card of the model does not say.
 */
export type Likeness = 'alike' | 'unusual' | 'unlike' | 'unknown';

/** Pictures that a model segmented. */
export interface Segmentation {
  /** Size of the pictures. */
  readonly width: number;
  readonly height: number;
  /** One of a picture, several of a sequence. */
  readonly frames: readonly SegmentedFrame[];
  /** What the model saw, [T, H, W, C], and how it was made. */
  readonly images: Float32Array;
  readonly fit: Fit;
  /** Means over frames. */
  readonly confidence: number;
  readonly unexplained: number;
  /** Whether the pictures are explained as the images of the training are. */
  readonly likeness: Likeness;
}

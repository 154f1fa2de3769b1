import type { Settings } from '@neural-em/experiments';

/** Means over test images. Only pixels that belong to exactly one object are scored; the inputs have the noise of the training. */
export interface CardScores {
  readonly amiMax: number;
  readonly amiArithmetic: number;
  readonly ari: number;
  readonly loss: number;
}

/** How many nats per pixel of objects a model leaves unexplained on test images of the kind that it was trained on (see `segment`). */
export interface ExplainedLosses {
  /** Number of images or sequences that were measured. */
  readonly images: number;
  readonly median: number;
  /** The 99th percentile: 99 of 100 images have a lower value. */
  readonly most: number;
}

/** Describes the weights of a model: how they were made, and how well they score. */
export interface ModelCard {
  readonly name: string;
  readonly description: string;
  /** The settings of data, model and training. */
  readonly settings: Settings;
  readonly training: {
    /** Training steps taken. */
    readonly steps: number;
    /** The training step at which the weights were taken: the one with the lowest validation loss. */
    readonly bestStep: number;
    readonly seconds: number;
    readonly backend: string;
    readonly machine: string;
    readonly version: string;
  };
  readonly scores: {
    /** Test images that were scored. */
    readonly images: number;
    /** Random starts of each test image, 1 by default. */
    readonly restarts?: number;
    /** Scores of the weights as they are shipped. */
    readonly shipped: CardScores;
    /** Scores of the same weights in single precision. */
    readonly singlePrecision: CardScores;
  };
  /** Left out if it was not measured. */
  readonly explained?: ExplainedLosses;
  readonly weights: {
    readonly file: string;
    /** `F32` (single precision) or `F16` (half precision). */
    readonly precision: string;
    readonly parameters: number;
    readonly bytes: number;
    readonly sha256: string;
  };
  readonly licence: string;
}

/** A card as it is stored in a file; its settings may have the form of an older release. */
export type StoredCard = Omit<ModelCard, 'settings'> & { readonly settings: Readonly<Record<string, unknown>> };

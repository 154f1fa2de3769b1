import type { Settings } from '@neural-em/experiments';

/** Means over test images, of the pixels that belong to one object, with noise on the inputs as in training. */
export interface CardScores {
  readonly amiMax: number;
  readonly amiArithmetic: number;
  readonly ari: number;
  readonly loss: number;
}

/** How well a model explains test images of the kind that it was trained on, in nats a pixel of objects that stay unexplained (see `segment`). */
export interface ExplainedLosses {
  /** Images or sequences that were looked at. */
  readonly images: number;
  readonly median: number;
  /** 99 of 100 lie below. */
  readonly most: number;
}

/** What weights are, how they were made and what they can do. */
export interface ModelCard {
  readonly name: string;
  readonly description: string;
  /** Data, model and training. */
  readonly settings: Settings;
  readonly training: {
    /** Training steps taken. */
    readonly steps: number;
    /** The step that the weights are of: the one of the lowest validation loss. */
    readonly bestStep: number;
    readonly seconds: number;
    readonly backend: string;
    readonly machine: string;
    readonly version: string;
  };
  readonly scores: {
    /** Test images that were scored. */
    readonly images: number;
    /** Starts of each of them, 1 by default. */
    readonly restarts?: number;
    /** Of the weights as they are shipped. */
    readonly shipped: CardScores;
    /** Of the same weights in single precision. */
    readonly singlePrecision: CardScores;
  };
  /** Left out where it was not measured. */
  readonly explained?: ExplainedLosses;
  readonly weights: {
    readonly file: string;
    /** F32 or F16, single or half. */
    readonly precision: string;
    readonly parameters: number;
    readonly bytes: number;
    readonly sha256: string;
  };
  readonly licence: string;
}

/** A card as it is stored: its settings may be of an older form. */
export type StoredCard = Omit<ModelCard, 'settings'> & { readonly settings: Readonly<Record<string, unknown>> };

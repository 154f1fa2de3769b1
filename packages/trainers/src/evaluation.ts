import type { Batch } from '@neural-em/datasets';
import type { InferenceOptions } from './restarts.ts';
import type { Losses } from './task.ts';

/**
 * A score of one image: how well a prediction agrees with the truth. Both lists contain pixels of group 0; the metric must leave them out
 * if they do not count.
 */
export type Metric = (truth: ArrayLike<number>, prediction: ArrayLike<number>) => number;

/** Settings of an evaluation. */
export interface EvaluateOptions extends InferenceOptions {
  readonly metrics?: Readonly<Record<string, Metric>>;
  /**
   * Whether to compute `crossEntropy`, too: −log p(x | max_k psi) in nats per image, for Bernoulli pixels only. It is an upper bound of the
   * binomial cross entropy and, unlike gamma, does not use the frame that is predicted. With one component it is exact: the cross entropy of
   * the recurrent autoencoder (paper section 4.2).
   */
  readonly crossEntropy?: boolean;
  /** Function that is called with the grouping of each batch, in order, so that the vectors of many images need not be kept at once. */
  readonly onBatch?: (seen: Grouping) => void;
}

/** The grouping of a batch by a model at the steps with a weight. Axes: T such steps, B images, K components, M size of theta, D pixels. */
export interface Grouping {
  readonly shape: { readonly T: number; readonly B: number; readonly K: number; readonly M: number; readonly D: number };
  readonly batch: Batch;
  /** The vector of each component that the decoder read: [T, B, K, M]. M is 0 for a model that does not call `perturb`. */
  readonly theta: Float32Array;
  /** The component of largest responsibility of every pixel: [T, B, D]. */
  readonly assigned: Int32Array;
  /** True groups of the explained pixels: [T, B, D]. */
  readonly groups: Uint8Array;
  /** The frame of the batch that each step explained: [T]. */
  readonly frames: readonly number[];
}

/** Mean loss of the images of a split, and each metric's score of every image. */
export interface Evaluation extends Losses {
  readonly images: number;
  /** A score for each image: a mean over steps, weighted as in the loss. */
  readonly scores: Readonly<Record<string, readonly number[]>>;
  /** The scores of every step with a weight, [steps][images]. */
  readonly stepScores: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly use: ComponentUse;
}

/** How a model uses its components on the images of an evaluation, at the last step that is scored. */
export interface ComponentUse {
  /** Share of the scored pixels of an image (of all pixels, if none is scored) that its largest component has; a mean over images. */
  readonly largestShare: number;
  /** The same share of the true groups: the best value of `largestShare`. Absent if no image has labels. */
  readonly largestTrueShare?: number;
  /** Mean over all pixels of the largest responsibility, scaled so that 0 is uniform over the components and 1 is certain. */
  readonly confidence: number;
}

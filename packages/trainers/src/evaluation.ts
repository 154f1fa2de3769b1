import type { Batch } from '@neural-em/datasets';
import type { InferenceOptions } from './restarts.ts';
import type { Losses } from './task.ts';

/** A score of one image: how well a prediction agrees with the truth. Pixels of group 0 are in both; leaving them out is the metric's part. */
export type Metric = (truth: ArrayLike<number>, prediction: ArrayLike<number>) => number;

/** Settings of an evaluation. */
export interface EvaluateOptions extends InferenceOptions {
  readonly metrics?: Readonly<Record<string, Metric>>;
  /**
   * Of Bernoulli pixels: scores `crossEntropy` as well, −log p(x | max_k psi) in nats an image. It bounds the binomial cross entropy
   * of the prediction from above without a look at what is predicted, which gamma takes; with one component it is that cross entropy
   * itself, of the recurrent autoencoder (paper section 4.2).
   */
  readonly crossEntropy?: boolean;
  /** Is told what the model made of each batch, in order, so that vectors of many images need not be held at once. */
  readonly onBatch?: (seen: Grouping) => void;
}

/** What a model made of a batch at the steps that weigh. Axes: T such steps, B images, K components, M size of theta, D pixels. */
export interface Grouping {
  readonly shape: { readonly T: number; readonly B: number; readonly K: number; readonly M: number; readonly D: number };
  readonly batch: Batch;
  /** The vector of each component, which the decoder read: [T, B, K, M]. M is 0 for a model that passes nothing through `perturb`. */
  readonly theta: Float32Array;
  /** The component of largest responsibility of every pixel: [T, B, D]. */
  readonly assigned: Int32Array;
  /** True groups of the pixels that were to be explained: [T, B, D]. */
  readonly groups: Uint8Array;
  /** The frame of the batch that each step explained: [T]. */
  readonly frames: readonly number[];
}

/** Mean loss of the images of a split, and each metric's score of every image. */
export interface Evaluation extends Losses {
  readonly images: number;
  /** One score an image: a mean over steps, weighted as in the loss. */
  readonly scores: Readonly<Record<string, readonly number[]>>;
  /** The scores of every step that weighs, [steps][images]. */
  readonly stepScores: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly use: ComponentUse;
}

/** How a model uses its components on the images of an evaluation, at the last step that is scored. */
export interface ComponentUse {
  /** Share of an image's scored pixels that its most used component has; a mean over images. All pixels, where none is scored. */
  readonly largestShare: number;
  /** The same of the true groups: what `largestShare` would be at best. */
  readonly largestTrueShare: number;
  /** Mean over all pixels of the largest responsibility, scaled so that 0 is uniform over the components and 1 is certain. */
  readonly confidence: number;
}

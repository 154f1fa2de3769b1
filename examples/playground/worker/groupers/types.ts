import type { Batch } from '@neural-em/datasets';
import type { Noise } from '@neural-em/trainers';
import type { Knock } from '../../shared/balls/state.ts';
import type { Rollout, Verdict } from '../../shared/protocol.ts';

/** A grouping as typed arrays: responsibilities and predictions, [K, H·W] each. */
export interface Grouping {
  readonly gamma: Float32Array;
  readonly means: Float32Array;
  readonly rollout?: Rollout;
}

/** A method at work on one image or video. */
export interface Grouper {
  /** The grouping before the first step. */
  readonly first: Grouping;
  /** Takes one step of EM: reads `input`, and groups the pixels of `target`; both are [H·W]. */
  step(input: Float32Array, target: Float32Array): Promise<Grouping>;
  /**
   * Returns whether the model knows such images, [T] of [H·W], or undefined if it is not known. Methods that learn nothing beforehand do
   * not have this function.
   */
  judge?(images: readonly Float32Array[]): Promise<Verdict | undefined>;
  dispose(): void;
}

/** What a model is shown that goes on by itself after some true frames. */
export interface Beginning {
  /** The true frames of one sequence. */
  readonly shown: Batch;
  readonly noise: Noise;
  /** Knocks that the true frames do not show. */
  readonly knocks: readonly Knock[];
}

/** The options of every method. */
export interface GrouperOptions {
  readonly components: number;
  readonly seed: number;
  readonly height: number;
  readonly width: number;
  /** The first image, [H·W]. */
  readonly image: Float32Array;
  /** Only for sequences that a model can continue. */
  readonly beginning?: Beginning;
}

import type { Verdict } from '../../shared/protocol.ts';

/** A grouping as typed arrays: responsibilities and predictions, [K, H·W] each. */
export interface Grouping {
  readonly gamma: Float32Array;
  readonly means: Float32Array;
}

/** A method at work on one image or video. */
export interface Grouper {
  /** The grouping before the first step. */
  readonly first: Grouping;
  /** One step of EM: reads `input`, groups the pixels of `target`; [H·W] both. */
  step(input: Float32Array, target: Float32Array): Promise<Grouping>;
  /**
   * Whether the model knows such images, [T] of [H·W]; undefined where that cannot be told, and missing for methods that learn nothing beforehand.
   */
  judge?(images: readonly Float32Array[]): Promise<Verdict | undefined>;
  dispose(): void;
}

/** What every method starts from. */
export interface GrouperOptions {
  readonly components: number;
  readonly seed: number;
  readonly height: number;
  readonly width: number;
  /** The first image, [H·W]. */
  readonly image: Float32Array;
}

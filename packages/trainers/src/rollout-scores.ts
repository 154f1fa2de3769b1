import type { Batch } from '@neural-em/datasets';
import { TrainingOptionError } from './errors.ts';
import type { Metric } from './evaluation.ts';
import type { Rollout } from './rollout.ts';

/** The scores of a rollout, each a function of one frame of one image. */
export interface RolloutScorers {
  /** The cross entropy of the true frame under a prediction: `binaryCrossEntropy` of `@neural-em/metrics`. */
  readonly crossEntropy: (truth: ArrayLike<number>, prediction: ArrayLike<number>) => number;
  /** Counts the objects in a frame, for instance as its connected components. */
  readonly countObjects: (frame: ArrayLike<number>) => number;
  /** Metrics of the grouping, by name. */
  readonly metrics?: Readonly<Record<string, Metric>>;
}

/** Means over images at each step, [S] each. */
export interface RolloutCurves {
  /** Cross entropy in nats per image. */
  readonly crossEntropy: readonly number[];
  /** Number of predicted objects divided by that of true objects: below 1 if objects are lost, above 1 if they fall apart. */
  readonly objectsKept: readonly number[];
  readonly metrics: Readonly<Record<string, readonly number[]>>;
}

/**
 * Scores each step of a rollout, or of another prediction with the same layout, against the true frames.
 *
 * @param truth - the sequences whose first frames the model was shown, long enough for all steps.
 * @throws TrainingOptionError if the sequences are shorter than the rollout, or differ from its images.
 */
export function scoreRollout({ predictions, assigned }: Rollout, truth: Batch, scorers: RolloutScorers): RolloutCurves {
  const [T, B, H, W, C] = truth.shape;
  const D = H * W;
  const S = predictions.length / (B * D * C);
  if (!Number.isInteger(S) || S > T - 1 || assigned.length !== S * B * D)
    throw new TrainingOptionError(
      `scoreRollout: ${B} sequences of ${T} frames of ${D} pixels have at most ${(T - 1) * B * D * C} predicted values, not ${predictions.length}`,
    );
  /**
   * Returns at each step the mean of `score` over images. It gets the positions, counted in images, of an image in the prediction and in
   * the truth.
   */
  const curve = (score: (predicted: number, true_: number) => number) =>
    Array.from({ length: S }, (_, s) => mean(Array.from({ length: B }, (_, b) => score(s * B + b, (s + 1) * B + b))));
  const pixels = (values: Float32Array, image: number) => values.subarray(image * D * C, (image + 1) * D * C);
  const labels = <L extends Uint8Array | Int32Array>(values: L, image: number) => values.subarray(image * D, (image + 1) * D);
  const { crossEntropy, countObjects, metrics = {} } = scorers;
  return {
    crossEntropy: curve((at, real) => crossEntropy(pixels(truth.frames, real), pixels(predictions, at))),
    objectsKept: curve((at, real) => countObjects(pixels(predictions, at)) / countObjects(pixels(truth.frames, real))),
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, metric]) => [
        name,
        curve((at, real) => metric(labels(truth.groups, real), labels(assigned, at))),
      ]),
    ),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

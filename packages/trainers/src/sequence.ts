import { everyStep, fused, lastStep } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { checkBatch } from './check-batch.ts';
import { TrainingOptionError } from './errors.ts';
import type { Noise, RandomStream } from './noise.ts';

/** A batch laid out over EM steps: inputs and targets of every step, and the groups of the targets' pixels. */
export interface Sequence {
  /** Inputs with noise, T of [B, 1, D, C]. */
  readonly inputs: Tensor[];
  /** Targets without noise, T of [B, 1, D, C]. */
  readonly targets: Tensor[];
  /** Groups of the targets, T of [B, D]. */
  readonly groups: Uint8Array[];
  /** The weight of each step in the loss and in the score. */
  readonly stepWeights: number[];
}

/** Options of `toSequence`. */
export interface SequenceOptions {
  /** Number of EM steps on a static image. A sequence has one step for each frame except the first. */
  readonly emSteps?: number;
  readonly noise: Noise;
  /**
   * Returns the weight of each step, in the loss and in the score, for a number of steps. Default: `lastStep` for static images, `everyStep` for
   * sequences. A model that was trained on sequences is scored on static images with `everyStep`, as in the authors' code.
   */
  readonly stepWeights?: (steps: number) => number[];
}

/**
 * Lays a batch out over EM steps. Every step reads a static image with fresh noise and explains it without noise; each step on
 * a sequence reads a frame and explains the next one.
 *
 * @throws TrainingOptionError for a static image without a number of steps, a sequence with too many steps, weights that do
 * not fit the steps, and a batch that lacks frames or groups.
 */
export function toSequence(batch: Batch, { emSteps, noise, stepWeights }: SequenceOptions, random: RandomStream): Sequence {
  checkBatch(batch);
  const [T, B, H, W, C] = batch.shape;
  const isStatic = T === 1;
  const steps = emSteps ?? T - 1;
  if (!(Number.isInteger(steps) && steps > 0))
    throw new TrainingOptionError(`emSteps must be a whole number above 0, not ${steps}; static images need one`);
  if (!isStatic && steps > T - 1)
    throw new TrainingOptionError(`emSteps must be at most ${T - 1}, one less than the ${T} frames of an item, not ${steps}`);
  const weights = (stepWeights ?? (isStatic ? lastStep : everyStep))(steps);
  if (weights.length !== steps || !weights.every((weight) => weight >= 0) || !weights.some((weight) => weight > 0))
    throw new TrainingOptionError(`stepWeights must give ${steps} weights of at least 0 and not all 0, not [${weights.join(', ')}]`);
  const D = H * W;
  const shape = [B, 1, D, C];
  const frame = (t: number) => batch.frames.subarray(t * B * D * C, (t + 1) * B * D * C);
  const groupsOf = (t: number) => batch.groups.subarray(t * B * D, (t + 1) * B * D);
  const noisy = (t: number) => {
    const values = frame(t).slice();
    noise.corrupt(values, random);
    return tensor(values, shape);
  };
  const { kernel } = noise;
  const { words } = random;
  // Only the noise draws from this stream, so a kernel may draw all of it.
  const noisySteps = (x: Tensor): Tensor[] =>
    fused(
      { name: words && kernel?.name, inputs: { x }, attrs: { ...kernel?.attrs, words: [...(words ?? [])], steps, sequence: !isStatic } },
      (): Tensor[] => indices.map((t) => noisy(isStatic ? 0 : t)),
    );
  const indices = Array.from({ length: steps }, (_, t) => t);
  if (isStatic) {
    const clean = tensor(frame(0), shape);
    return {
      inputs: noisySteps(clean),
      targets: indices.map(() => clean),
      groups: indices.map(() => groupsOf(0)),
      stepWeights: weights,
    };
  }
  return {
    inputs: noisySteps(tensor(batch.frames.subarray(0, steps * B * D * C), [steps, ...shape])),
    targets: indices.map((t) => tensor(frame(t + 1), shape)),
    groups: indices.map((t) => groupsOf(t + 1)),
    stepWeights: weights,
  };
}

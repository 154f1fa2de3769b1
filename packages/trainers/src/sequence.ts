import { everyStep, fused, lastStep } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { checkBatch } from './check-batch.ts';
import { TrainingOptionError } from './errors.ts';
import type { Noise, RandomStream } from './noise.ts';

/** What a batch becomes: inputs and targets of every EM step, and the groups that the targets' pixels belong to. */
export interface Sequence {
  /** Noisy, T of [B, 1, D, C]. */
  readonly inputs: Tensor[];
  /** Clean, T of [B, 1, D, C]. */
  readonly targets: Tensor[];
  /** Groups of the targets, T of [B, D]. */
  readonly groups: Uint8Array[];
  /** Weight of each step in the loss and in the score. */
  readonly stepWeights: number[];
}

/** How a batch is laid out over EM steps. */
export interface SequenceOptions {
  /** EM steps on a static image; a sequence of frames takes as many as it has next frames. */
  readonly emSteps?: number;
  readonly noise: Noise;
  /**
   * Weight of each of the given number of steps, in the loss and in the score: `lastStep` on static images and `everyStep` on sequences by
   * default. A model that was trained on sequences is scored on static images with `everyStep`, as the authors' code does.
   */
  readonly stepWeights?: (steps: number) => number[];
}

/**
 * Lays a batch out over EM steps. A static image is shown at every step, each time with fresh noise, and explained clean;
 * of a sequence each step reads a frame and explains the next one.
 *
 * @throws TrainingOptionError where a static image comes without a number of steps, or a sequence with more steps than frames,
 * weights that do not fit the steps, or a batch that lacks frames or groups.
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
  // Nothing else draws from the stream, so that a kernel may draw all of it.
  const noisySteps = (x: Tensor): Tensor[] =>
    fused(
      { name: words && kernel?.name, inputs: { x }, attrs: { ...kernel?.attrs, words: [...(words ?? [])], steps, sequence: !isStatic } },
      (): Tensor[] => indices.map((t) => noisy(isStatic ? 0 : t)),
    );
  const indices = Array.from({ length: steps }, (_, t) => t);
  if (isStatic) {
    const clean = tensor(frame(0).slice(), shape);
    return {
      inputs: noisySteps(clean),
      targets: indices.map(() => clean),
      groups: indices.map(() => groupsOf(0)),
      stepWeights: weights,
    };
  }
  return {
    inputs: noisySteps(tensor(batch.frames.subarray(0, steps * B * D * C), [steps, ...shape])),
    targets: indices.map((t) => tensor(frame(t + 1).slice(), shape)),
    groups: indices.map((t) => groupsOf(t + 1)),
    stepWeights: weights,
  };
}

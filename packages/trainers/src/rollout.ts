import { checkOptions, count, type Kinds, optional, seed as seedKind } from '@neural-em/checks';
import { type EmModel, type EmState, initialGamma } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { createRandom } from '@neural-em/random';
import { argMax, cast, dispose, greater, max, mul, squeeze, sum, type Tensor, tensor, tensor_util, tidy } from '@tensorflow/tfjs-core';
import { checkCount } from './check-count.ts';
import { TrainingOptionError } from './errors.ts';
import { type Noise, noNoise } from './noise.ts';
import { aNoise } from './option-kinds.ts';
import type { Seed } from './task.ts';

/** Options of a rollout. */
export interface RolloutOptions {
  /** Number of frames that the model predicts after the last true one. */
  readonly steps: number;
  /** K, the number of components. */
  readonly components: number;
  /** Seed of the initial responsibilities, and of the noise on true frames. */
  readonly seed: Seed;
  /** Noise on the true frames; the model's own frames never have noise. Default: none. */
  readonly noise?: Noise;
  /**
   * Without a true frame, the E-step explains the image of pixels whose brightest component is above this threshold. With `null` it explains
   * the brightest component itself, for pixels that are not binary. Default: 0.1, as in the authors' code of Relational N-EM.
   */
  readonly threshold?: number | null;
  /**
   * The model reads its own frames as zeros and ones, because it read such frames in training: 1 where a predicted pixel is above this threshold.
   * With `null` it reads the prediction itself, as in the authors' code; a model of binary pixels has never read such grey frames, and loses its
   * objects. Default: 0.5, or `null` if `threshold` is `null`.
   */
  readonly readThreshold?: number | null;
}

/** The thresholds of a rollout by default: above which a predicted pixel counts as a target of the E-step, and as a pixel of a frame that is read. */
export const rolloutThresholds = { target: 0.1, read: 0.5 } as const;

const threshold = optional({ expected: 'a number or null', accepts: (value) => value === null || Number.isFinite(value) });

const kinds: Kinds<RolloutOptions> = {
  steps: count,
  components: count,
  seed: seedKind,
  noise: optional(aNoise),
  threshold,
  readThreshold: threshold,
};

/** The prediction of one frame by a model. Axes: B images, K components, D pixels, C channels. */
export interface RolloutStep {
  /** The frame that is predicted: 1 for the second of the sequence. */
  readonly frame: number;
  /** Whether the frame lies after the true frames. */
  readonly beyond: boolean;
  /** The predicted frame, Σ_k gamma_k psi_k: [B, D, C]. */
  readonly prediction: Float32Array;
  /** The component of largest responsibility of every pixel, [B, D]. */
  readonly assigned: Int32Array;
  /** Responsibilities, [B, K, D]. */
  readonly gamma: Float32Array;
  /** Means of the components psi, [B, K, D, C]. */
  readonly means: Float32Array;
}

/**
 * A rollout in arrays. S steps are the first axis: one for each true frame except the first, then those after the true frames. Other axes:
 * see `RolloutStep`.
 */
export interface Rollout {
  /** The first predicted frame that lies after the true frames. Step 0 predicts frame 1, step 1 frame 2, … */
  readonly firstBeyond: number;
  /** The predicted frames, [S, B, D, C]. */
  readonly predictions: Float32Array;
  /** The component of largest responsibility of every pixel, [S, B, D]. */
  readonly assigned: Int32Array;
}

/**
 * Shows a model the frames of a batch, and then lets it predict further frames from its own predictions: each further input is the prediction
 * Σ_k gamma_k psi_k as zeros and ones (see `readThreshold`), and the E-step explains the pixels whose brightest component is above `threshold`
 * (van Steenkiste and others 2018).
 * Yields one step at a time, so that memory does not grow with the number of steps. A step after the true frames runs the model twice,
 * because the E-step needs the prediction.
 *
 * @param frames - the true frames, of the model's size; one is enough.
 * @throws TrainingOptionError if an option is out of range, or the frames have another size than the model.
 */
export async function* rolloutSteps(model: EmModel, frames: Batch, options: RolloutOptions): AsyncGenerator<RolloutStep, void> {
  checkOptions('rollout', options, kinds, TrainingOptionError);
  const { steps, components, seed, noise = noNoise, threshold = rolloutThresholds.target } = options;
  const { readThreshold = threshold === null ? null : rolloutThresholds.read } = options;
  const [T, B, H, W, C] = frames.shape;
  const D = H * W;
  if (T === 0 || D !== model.etaShape[0])
    throw new TrainingOptionError(`rollout: frames must be of the model's ${model.etaShape[0]} pixels, not ${T} of ${H}×${W}`);
  const frame = (t: number) => frames.frames.slice(t * B * D * C, (t + 1) * B * D * C);
  const random = createRandom(seed, 'noise', 'rollout');
  const noisy = (t: number) => {
    const values = frame(t);
    noise.corrupt(values, random);
    return tensor(values, [B, 1, D, C]);
  };
  const looksAt = (means: Tensor): Tensor => above(max(means, 1, true), threshold);

  let state: EmState = tidy(() => model.init(initialGamma({ images: B, components, pixels: D, seed: `${seed}/rollout` })));
  let own: Tensor | undefined;
  try {
    for (let t = 0; t < T - 1 + steps; t++) {
      const before = state;
      const next = tidy(() => {
        const input = t < T ? noisy(t) : above(own!, readThreshold);
        const known = t + 1 < T ? tensor(frame(t + 1), [B, 1, D, C]) : undefined;
        const target = known ?? looksAt(model.pixels.mean(model.step(before, input, input).eta));
        const after = model.step(before, input, target);
        const means = model.pixels.mean(after.eta);
        const prediction: Tensor = sum(mul(after.gamma, means), 1, true);
        return { after, means, prediction, assigned: squeeze(argMax(after.gamma, 1), [-1]) };
      });
      state = next.after;
      const kept = new Set(tensor_util.getTensorsInContainer(state));
      dispose(tensor_util.getTensorsInContainer(before).filter((old) => !kept.has(old)));
      if (own) dispose(own);
      own = next.prediction;
      const [prediction, gamma, means] = await Promise.all([own, state.gamma, next.means].map((x) => x.data<'float32'>()));
      const assigned = Int32Array.from(await next.assigned.data<'int32'>());
      dispose([next.means, next.assigned].filter((x) => !kept.has(x)));
      yield { frame: t + 1, beyond: t + 1 >= T, prediction: prediction!, assigned, gamma: gamma!, means: means! };
    }
  } finally {
    dispose(tensor_util.getTensorsInContainer(state));
    if (own) dispose(own);
  }
}

/** Returns 1 where x is above the threshold and 0 elsewhere, or x itself without a threshold. */
function above(x: Tensor, threshold: number | null): Tensor {
  return threshold === null ? x : cast(greater(x, threshold), 'float32');
}

/** The largest number of bytes that the arrays of a rollout may take. */
const MOST_BYTES = 2 ** 31;

/**
 * Does the same as `rolloutSteps` and returns predictions and assignments of all steps in arrays.
 *
 * @throws TrainingOptionError like `rolloutSteps`, and if the arrays would take more than 2 GiB.
 */
export async function rollout(model: EmModel, frames: Batch, options: RolloutOptions): Promise<Rollout> {
  const [T, B, H, W, C] = frames.shape;
  checkCount('steps', options.steps);
  const S = T - 1 + options.steps;
  const bytes = 4 * S * B * H * W * (C + 1);
  if (bytes > MOST_BYTES)
    throw new TrainingOptionError(
      `rollout: ${S} steps of ${B} images would take ${(bytes / 2 ** 30).toFixed(1)} GiB, more than 2: give fewer steps or images, or read the steps one by one from rolloutSteps`,
    );
  const predictions = new Float32Array(S * B * H * W * C);
  const assigned = new Int32Array(S * B * H * W);
  let s = 0;
  for await (const step of rolloutSteps(model, frames, options)) {
    predictions.set(step.prediction, s * B * H * W * C);
    assigned.set(step.assigned, s * B * H * W);
    s++;
  }
  return { firstBeyond: T, predictions, assigned };
}

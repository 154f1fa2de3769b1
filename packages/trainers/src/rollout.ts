import { aFunction, checkOptions, count, type Kinds, optional, seed as seedKind } from '@neural-em/checks';
import { type EmModel, type EmState, initialGamma, ownFrame, ownFrameThresholds, ownTarget, type RelationalEmModel } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { createRandom } from '@neural-em/random';
import { argMax, dispose, max, mul, squeeze, sum, type Tensor, tensor, tensor_util, tidy } from '@tensorflow/tfjs-core';
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
   * The model reads its own frames as zeros and ones, because it read such frames in training: each component draws its pixels that are brighter
   * than this share of its brightest one (`ownFrame`). With `null` it reads the prediction itself, as in the authors' code; a model of
   * binary pixels has never read such grey frames, and loses its objects. Default: 0.5, or `null` if `threshold` is `null`.
   */
  readonly readShare?: number | null;
  /**
   * Changes the frame that the model reads, [B, 1, D, C], true or its own, for example to move an object; `frame` is 0 for the first of the
   * sequence. It runs inside a `tidy`. Default: the model reads the frame as it is.
   */
  readonly retouch?: (read: Tensor, frame: number) => Tensor;
}

const threshold = optional({ expected: 'a number or null', accepts: (value) => value === null || Number.isFinite(value) });

const kinds: Kinds<RolloutOptions> = {
  steps: count,
  components: count,
  seed: seedKind,
  noise: optional(aNoise),
  threshold,
  readShare: optional({
    expected: 'a number from 0 to 1, or null',
    accepts: (value) => value === null || (typeof value === 'number' && value >= 0 && value <= 1),
  }),
  retouch: optional(aFunction('a function from the frame that the model reads to another frame')),
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
  /**
   * How strongly each component is influenced by each other one in the next step, [B, K, K] (see `RelationalEmModel`); undefined if the
   * components of the model do not read each other, or there is only one.
   */
  readonly attention: Float32Array | undefined;
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
 * Shows a model the frames of a batch, and then lets it predict further frames from its own predictions: it reads these as zeros and ones (see
 * `readShare`), and the E-step explains the pixels whose brightest component is above `threshold` (van Steenkiste and others 2018).
 * Yields one step at a time, so that memory does not grow with the number of steps.
 *
 * @param frames - the true frames, of the model's size; one is enough.
 * @throws TrainingOptionError if an option is out of range, or the frames have another size than the model.
 */
export async function* rolloutSteps(model: EmModel, frames: Batch, options: RolloutOptions): AsyncGenerator<RolloutStep, void> {
  checkOptions('rollout', options, kinds, TrainingOptionError);
  const { steps, components, seed, noise = noNoise, threshold = ownFrameThresholds.lit, retouch } = options;
  const { readShare = threshold === null ? null : ownFrameThresholds.share } = options;
  const { attention }: Partial<RelationalEmModel> = model;
  const attend = components > 1 ? attention : undefined;
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
  let state: EmState = tidy(() => model.init(initialGamma({ images: B, components, pixels: D, seed: `${seed}/rollout` })));
  let prediction: Tensor | undefined;
  try {
    for (let t = 0; t < T - 1 + steps; t++) {
      const before = state;
      const next = tidy(() => {
        const reads = () => (readShare === null ? prediction! : ownFrame(model.pixels.mean(before.eta), readShare));
        const frameOf = t < T ? noisy(t) : reads();
        const input = retouch ? retouch(frameOf, t) : frameOf;
        const known = t + 1 < T ? tensor(frame(t + 1), [B, 1, D, C]) : undefined;
        const stepped = model.step(before, input, known ?? input);
        const means = model.pixels.mean(stepped.eta);
        const looksAt = () => (threshold === null ? max(means, 1, true) : ownTarget(means, threshold));
        const after = known ? stepped : model.explain(stepped, looksAt());
        const predicted: Tensor = sum(mul(after.gamma, means), 1, true);
        return { after, means, predicted, assigned: squeeze(argMax(after.gamma, 1), [-1]), attention: attend?.(after) };
      });
      state = next.after;
      const kept = new Set(tensor_util.getTensorsInContainer(state));
      dispose(tensor_util.getTensorsInContainer(before).filter((old) => !kept.has(old)));
      if (prediction) dispose(prediction);
      prediction = next.predicted;
      const [values, gamma, means] = await Promise.all([prediction, state.gamma, next.means].map((x) => x.data<'float32'>()));
      const assigned = Int32Array.from(await next.assigned.data<'int32'>());
      const attention = await next.attention?.data<'float32'>();
      dispose([next.means, next.assigned, ...(next.attention ? [next.attention] : [])].filter((x) => !kept.has(x)));
      yield { frame: t + 1, beyond: t + 1 >= T, prediction: values!, assigned, gamma: gamma!, means: means!, attention };
    }
  } finally {
    dispose(tensor_util.getTensorsInContainer(state));
    if (prediction) dispose(prediction);
  }
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

import type { EmModel } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { dispose, reshape, squeeze, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { walkWeighed } from './evaluate-steps.ts';
import { listedWalk } from './listed-walk.ts';
import { checkInference } from './option-kinds.ts';
import { evaluationReplays } from './replays.ts';
import { crossEntropyBound, type InferenceOptions, prepareBest } from './restarts.ts';

/** What a model made of the images of a batch at a step that weighs. Axes: B images, K components, D pixels, M size of theta. */
export interface InferredStep {
  /** The frame that it explained. */
  readonly frame: number;
  /** [B, K, D]. */
  readonly gamma: Float32Array;
  /** The vector of each component, which the decoder read: [B, K, M]. M is 0 for a model that passes nothing through `perturb`. */
  readonly theta: Float32Array;
  /** How badly the components explain each image: −log p(x | max_k psi) in nats, less what is lost on a perfect guess: [B]. */
  readonly unexplained: Float32Array;
}

/** What a model made of a batch. */
export interface Inference {
  /** The steps that weigh: the last one of static images, all of sequences. */
  readonly steps: readonly InferredStep[];
  /** The start of each image that was kept, counted from 1: [B]. */
  readonly start: Int32Array;
}

/**
 * Runs a model over a batch, and reads back how it grouped at the steps that weigh; of several starts the one is kept that explains an image best. Groups of the
 * batch are not looked at.
 *
 * @throws TrainingOptionError where an option or the batch is not what it must be.
 */
export async function infer(model: EmModel, batch: Batch, options: InferenceOptions): Promise<Inference> {
  checkInference('infer', options);
  const { weights, tensors } = tidy(() => {
    const { inputs, targets, gamma, stepWeights, start } = prepareBest(model, batch, options, 'inference');
    const { key, tensors, walkOf } = listedWalk({ gamma, inputs, targets });
    const replay = evaluationReplays(model);
    const seen = replay(JSON.stringify(['inference', stepWeights, key]), tensors, (...given) =>
      walkWeighed(model, { ...walkOf(given), stepWeights }, ({ gamma, eta }, target, _, theta): Tensor[] => [
        squeeze(gamma, [-1]),
        theta,
        reshape(crossEntropyBound(model, target, eta), [-1]),
      ]).flat(),
    );
    return { weights: stepWeights, tensors: [start, ...seen] };
  });
  const [start, ...read] = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  dispose(tensors);
  const frames = weights.flatMap((weight, t) => (weight === 0 ? [] : [batch.shape[0] === 1 ? 0 : t + 1]));
  // Of densities a perfect guess has a log-probability that is not 0.
  const values = batch.shape[2] * batch.shape[3] * batch.shape[4];
  const perfect = -values * (model.pixels.logPeak ?? 0);
  const steps = frames.map((frame, i) => ({
    frame,
    gamma: read[3 * i]!,
    theta: read[3 * i + 1]!,
    unexplained: read[3 * i + 2]!.map((cost) => cost - perfect),
  }));
  return { steps, start: Int32Array.from(start!) };
}

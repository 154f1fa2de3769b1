import type { EmModel } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { dispose, reshape, squeeze, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { walkWeighed } from './evaluate-steps.ts';
import { listedWalk } from './listed-walk.ts';
import { checkInference } from './option-kinds.ts';
import { evaluationReplays } from './replays.ts';
import { crossEntropyBound, type InferenceOptions, prepareBest } from './restarts.ts';

/** The grouping of the images of a batch at a step with a weight. Axes: B images, K components, D pixels, M size of theta. */
export interface InferredStep {
  /** The frame that the step explained. */
  readonly frame: number;
  /** The responsibilities, [B, K, D]. */
  readonly gamma: Float32Array;
  /** The vector of each component that the decoder read, [B, K, M]. M is 0 for a model that passes nothing through `perturb`. */
  readonly theta: Float32Array;
  /** The loss that the components leave on each image: −log p(x | max_k psi) in nats, less that of a perfect prediction, [B]. */
  readonly unexplained: Float32Array;
}

/** The result of `infer`. */
export interface Inference {
  /** The steps with a weight: the last one for static images, all for sequences. */
  readonly steps: readonly InferredStep[];
  /** The number of the start that was kept for each image, counted from 1, [B]. */
  readonly start: Int32Array;
}

/**
 * Runs a model over a batch and returns its grouping at the steps with a weight. Of several starts it keeps for each image the one that explains the
 * image best. It does not read the groups of the batch.
 *
 * @throws TrainingOptionError if an option or the batch is wrong.
 */
export async function infer(model: EmModel, batch: Batch, options: InferenceOptions): Promise<Inference> {
  checkInference('infer', options);
  const { weights, tensors } = tidy(() => {
    const { inputs, targets, gamma, stepWeights, start } = prepareBest(model, batch, options, 'inference');
    const { key, tensors, walkOf } = listedWalk({ gamma, inputs, targets });
    const replay = evaluationReplays(model, options);
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
  // For a density, the log-probability of a perfect prediction is not 0.
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

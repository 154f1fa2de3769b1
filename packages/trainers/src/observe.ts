import type { EmModel } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { concat, stack, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { walk } from './evaluate-steps.ts';
import { listedWalk } from './listed-walk.ts';
import { checkInference } from './option-kinds.ts';
import { evaluationReplays } from './replays.ts';
import { type InferenceOptions, prepareBest } from './restarts.ts';

/**
 * Inputs, responsibilities, means and vectors of a batch at each step, as typed arrays. Axes: T steps, B images, K components, D pixels, C
 * channels.
 */
export interface Observation {
  readonly steps: number;
  /** The inputs that the model read, with noise: [T, B, D, C]. */
  readonly inputs: Float32Array;
  /** The targets that the model had to explain, without noise: [T, B, D, C]. */
  readonly targets: Float32Array;
  /** Groups of the targets: [T, B, D]. */
  readonly groups: Uint8Array;
  /** Responsibilities after each step: [T, B, K, D]. */
  readonly gamma: Float32Array;
  /** Means of the components after each step: [T, B, K, D, C]. */
  readonly means: Float32Array;
  /** The vector of each component that the decoder read: [T, B, K, M]. M is 0 for a model that does not call `perturb`. */
  readonly theta: Float32Array;
}

/**
 * Runs a model over a batch and returns its inputs, responsibilities and reconstructions at each step.
 *
 * @throws TrainingOptionError if an option or the batch is wrong.
 */
export async function observe(model: EmModel, batch: Batch, options: InferenceOptions): Promise<Observation> {
  checkInference('observe', options);
  let groups: Uint8Array[] = [];
  const tensors = tidy(() => {
    const task = prepareBest(model, batch, options, 'observation');
    const { key, tensors, walkOf } = listedWalk(task);
    const [gamma, means, theta] = evaluationReplays(model, options)(`observation ${key}`, tensors, (...given) => {
      const seen = walk(model, walkOf(given), (state, _, theta) => ({ gamma: state.gamma, mean: model.pixels.mean(state.eta), theta }));
      return [stack(seen.map((step) => step.gamma)), stack(seen.map((step): Tensor => step.mean)), stack(seen.map((step) => step.theta))];
    }) as [Tensor, Tensor, Tensor];
    groups = task.groups;
    return {
      inputs: concat(task.inputs),
      targets: concat(task.targets),
      gamma,
      means,
      theta,
    };
  });
  const steps = tensors.gamma.shape[0]!;
  const { inputs, targets, gamma, means, theta } = tensors;
  const read = await Promise.all([inputs, targets, gamma, means, theta].map((tensor) => tensor.data<'float32'>()));
  for (const tensor of Object.values(tensors)) tensor.dispose();
  return {
    steps,
    inputs: read[0]!,
    targets: read[1]!,
    gamma: read[2]!,
    means: read[3]!,
    theta: read[4]!,
    groups: Uint8Array.from(groups.flatMap((step) => [...step])),
  };
}

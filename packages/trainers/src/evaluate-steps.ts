import type { EmModel, EmState } from '@neural-em/core';
import { type Tensor, type TensorContainer, tensor_util, tidy, zeros } from '@tensorflow/tfjs-core';

/** The inputs of a walk: initial responsibilities [B, K, D, 1], and T inputs and targets of [B, 1, D, C]. */
export interface Walk {
  readonly gamma: Tensor;
  readonly inputs: readonly Tensor[];
  readonly targets: readonly Tensor[];
}

/**
 * Runs a model step by step without a gradient, like `unroll` of core. Of each step it keeps only what `look` returns, so that memory does
 * not grow with the length of a sequence. `look` gets the state after the step, and theta [B, K, M], which the decoder read. M is 0 for a
 * model that does not show theta (it passes nothing through `perturb`). Call within a `tidy`.
 */
export function walk<R extends TensorContainer>(
  model: EmModel,
  { gamma, inputs, targets }: Walk,
  look: (state: EmState, t: number, theta: Tensor) => R,
): R[] {
  const seen: R[] = [];
  // A clone, because the walk disposes of earlier states.
  let state = tidy(() => model.init(gamma.clone()));
  for (const [t, input] of inputs.entries()) {
    const before = state;
    const now = tidy(() => {
      const read: Tensor[] = [];
      const after = model.step(before, input, targets[t]!, (theta) => {
        read.push(theta);
        return theta;
      });
      return { after, seen: look(after, t, read.at(-1) ?? zeros([gamma.shape[0]!, gamma.shape[1]!, 0])) };
    });
    state = now.after;
    seen.push(now.seen);
    const alive = new Set(tensor_util.getTensorsInContainer([state, seen]));
    for (const tensor of tensor_util.getTensorsInContainer(before)) if (!alive.has(tensor)) tensor.dispose();
  }
  return seen;
}

/** Does the same as `walk`, but calls `look` only at steps with a weight. */
export function walkWeighed<R extends TensorContainer>(
  model: EmModel,
  task: Walk & { readonly stepWeights: readonly number[] },
  look: (state: EmState, target: Tensor, weight: number, theta: Tensor) => R,
): R[] {
  const looks = walk(model, task, (state, t, theta) => {
    const weight = task.stepWeights[t]!;
    return weight === 0 ? undefined : look(state, task.targets[t]!, weight, theta);
  });
  return looks.filter((seen): seen is R => seen !== undefined);
}

import type { EmModel } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { add, dispose, fill, less, max, mul, neg, ones, sum, type Tensor, tidy, where } from '@tensorflow/tfjs-core';
import { checkCount } from './check-count.ts';
import { walkWeighed } from './evaluate-steps.ts';
import { listedWalk } from './listed-walk.ts';
import { evaluationReplays } from './replays.ts';
import { prepare, type TaskOptions } from './task.ts';

/** Options of running a model over a batch outside of training. */
export interface InferenceOptions extends TaskOptions {
  /**
   * Number of starts of each image or sequence, like restarts of k-means and EM: each has its own noise and initial responsibilities. The start
   * whose components explain the clean data best is kept: the one with the lowest −log p(x | max_k psi) over the steps with a weight. It is meant
   * for objects that are brighter than the background. Default: 1.
   */
  readonly restarts?: number;
}

/**
 * Does the same as `prepare` with the best start of each image, and also returns its number, counted from 1, [B, 1, 1, 1]. Images do not affect
 * each other, so a batch may mix starts. Call within a `tidy`.
 *
 * @throws TrainingOptionError if `restarts` is not a whole number above 0.
 */
export function prepareBest(model: EmModel, batch: Batch, { restarts = 1, ...options }: InferenceOptions, place: string) {
  checkCount('restarts', restarts);
  const first = prepare(model, batch, options, place);
  const start: Tensor = ones([batch.shape[1], 1, 1, 1]);
  if (restarts === 1) return { ...first, start };
  let best = { inputs: first.inputs, gamma: first.gamma, cost: costOf(model, first, options), start };
  for (let n = 2; n <= restarts; n++) {
    const before = best;
    best = tidy(() => {
      const other = prepare(model, batch, options, `${place}/start ${n}`);
      const cost = costOf(model, other, options);
      const isBetter = less(cost, before.cost);
      const better = <T extends Tensor>(a: T, b: T) => where(isBetter, a, b);
      return {
        inputs: other.inputs.map((input, t) => better(input, before.inputs[t]!)),
        gamma: better(other.gamma, before.gamma),
        cost: better(cost, before.cost),
        start: better(fill(cost.shape, n), before.start),
      };
    });
    dispose(before);
  }
  return { ...first, inputs: best.inputs, gamma: best.gamma, start: best.start };
}

/** Returns the loss of the components on each image: −log p(x | max_k psi), weighted over steps, [B, 1, 1, 1]. */
function costOf(model: EmModel, { stepWeights, ...walk }: ReturnType<typeof prepare>, options: TaskOptions): Tensor {
  const { key, tensors, walkOf } = listedWalk(walk);
  const [cost] = evaluationReplays(model, options)(JSON.stringify(['cost', stepWeights, key]), tensors, (...given) => {
    const task = { ...walkOf(given), stepWeights };
    const costs = walkWeighed(model, task, ({ eta }, target, weight) => mul(crossEntropyBound(model, target, eta), weight));
    return [costs.reduce((a, b): Tensor => add(a, b))];
  });
  return cost!;
}

/** Returns −log p(x | max_k psi) of each image, [B, 1, 1, 1]. */
export function crossEntropyBound({ pixels }: EmModel, target: Tensor, eta: Tensor): Tensor {
  return neg(sum(pixels.logProb(target, max(eta, 1, true)), [1, 2, 3], true));
}

import type { EmModel } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { add, dispose, fill, less, max, mul, neg, ones, sum, type Tensor, tidy, where } from '@tensorflow/tfjs-core';
import { checkCount } from './check-count.ts';
import { walkWeighed } from './evaluate-steps.ts';
import { listedWalk } from './listed-walk.ts';
import { evaluationReplays } from './replays.ts';
import { prepare, type TaskOptions } from './task.ts';

/** What a model is asked to do with a batch outside of training. */
export interface InferenceOptions extends TaskOptions {
  /**
   * Starts of each image or sequence, 1 by default, as of k-means and EM: each with noise and initial responsibilities of its own. The
   * one is kept whose components explain the clean data best, by the lowest −log p(x | max_k psi) over the steps that weigh. Meant for
   * objects brighter than what is behind them.
   */
  readonly restarts?: number;
}

/**
 * `prepare`, with the best start of each image, and which it was, counted from 1: [B, 1, 1, 1]. Images do not know of each other, so a batch may
 * mix their starts. Call within a `tidy`.
 *
 * @throws TrainingOptionError where `restarts` is not a whole number above 0.
 */
export function prepareBest(model: EmModel, batch: Batch, { restarts = 1, ...options }: InferenceOptions, place: string) {
  checkCount('restarts', restarts);
  const first = prepare(model, batch, options, place);
  const start: Tensor = ones([batch.shape[1], 1, 1, 1]);
  if (restarts === 1) return { ...first, start };
  let best = { inputs: first.inputs, gamma: first.gamma, cost: costOf(model, first), start };
  for (let n = 2; n <= restarts; n++) {
    const before = best;
    best = tidy(() => {
      const other = prepare(model, batch, options, `${place}/start ${n}`);
      const cost = costOf(model, other);
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

/** How badly the components explain each image: −log p(x | max_k psi), weighted over steps, [B, 1, 1, 1]. */
function costOf(model: EmModel, { stepWeights, ...walk }: ReturnType<typeof prepare>): Tensor {
  const { key, tensors, walkOf } = listedWalk(walk);
  const [cost] = evaluationReplays(model)(JSON.stringify(['cost', stepWeights, key]), tensors, (...given) => {
    const task = { ...walkOf(given), stepWeights };
    const costs = walkWeighed(model, task, ({ eta }, target, weight) => mul(crossEntropyBound(model, target, eta), weight));
    return [costs.reduce((a, b): Tensor => add(a, b))];
  });
  return cost!;
}

/** −log p(x | max_k psi) of each image, [B, 1, 1, 1]. */
export function crossEntropyBound({ pixels }: EmModel, target: Tensor, eta: Tensor): Tensor {
  return neg(sum(pixels.logProb(target, max(eta, 1, true)), [1, 2, 3], true));
}

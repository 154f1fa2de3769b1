import { type EmModel, emLoss } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { add, argMax, dispose, max, mean, mul, squeeze, stack, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { walkWeighed } from './evaluate-steps.ts';
import { listedWalk } from './listed-walk.ts';
import { evaluationReplays } from './replays.ts';
import { crossEntropyBound, type InferenceOptions, prepareBest } from './restarts.ts';
import type { Losses } from './task.ts';

/** A step that counts in loss and score. */
export interface ScoredStep {
  readonly weight: number;
  /** The frame that the step explained. */
  readonly frame: number;
  /** True groups, [B, D]. */
  readonly groups: Uint8Array;
  /** The component of largest responsibility of every pixel, [B, D]. */
  readonly assigned: Int32Array;
  /** −log p(x | max_k psi) of every image, [B], if the option `crossEntropy` is set. */
  readonly crossEntropy: Float32Array | undefined;
  /** The vector of each component, [B, K, M], if vectors were requested. */
  readonly theta: Float32Array | undefined;
}

/** Losses and steps of a batch. */
export interface EvaluatedBatch {
  readonly losses: Losses;
  readonly steps: readonly ScoredStep[];
  /** Mean of the largest responsibility at the last step with a weight, scaled: 0 is uniform over the components, 1 is certain. */
  readonly confidence: number;
}

/** Runs a model over a batch and reads the values for loss and scores. */
export async function evaluateBatch(
  model: EmModel,
  batch: Batch,
  { crossEntropy = false, vectors = false, ...options }: InferenceOptions & { readonly crossEntropy?: boolean; readonly vectors?: boolean },
  place: string,
): Promise<EvaluatedBatch> {
  const { seen, losses, largest, groups, weights, frames } = tidy(() => {
    const task = prepareBest(model, batch, options, place);
    const { stepWeights, interWeight, litInterWeight, litSharePower } = task;
    const lossWeights = { interWeight, litInterWeight, litSharePower };
    const weighs = (_: unknown, t: number) => stepWeights[t] !== 0;
    const { key, tensors, walkOf } = listedWalk(task);
    const settings = JSON.stringify(['evaluation', stepWeights, lossWeights, crossEntropy, vectors, key]);
    const [losses, largest, ...looks] = evaluationReplays(model, options)(settings, tensors, (...given) => {
      const all = walkWeighed(model, { ...walkOf(given), stepWeights }, ({ eta, gamma }, target, weight, theta) => {
        const { total, intra, inter } = emLoss(model.pixels, target, { eta, gamma }, lossWeights);
        const bound = crossEntropy ? [crossEntropyBound(model, target, eta)] : [];
        return {
          losses: mul(stack([total, intra, inter]), weight),
          largest: mean(max(gamma, 1)),
          look: [squeeze(argMax(gamma, 1), [-1]), ...bound, ...(vectors ? [theta] : [])],
        };
      });
      const sum = all.map((step): Tensor => step.losses).reduce((a, b) => add(a, b));
      return [sum, all.at(-1)!.largest, ...all.flatMap(({ look }) => look)];
    }) as [Tensor, Tensor, ...Tensor[]];
    const each = 1 + Number(crossEntropy) + Number(vectors);
    return {
      seen: stepWeights.filter(weighs).map((_, i) => {
        const look = looks.slice(i * each, (i + 1) * each);
        return { assigned: look[0]!, bound: crossEntropy ? look[1] : undefined, theta: vectors ? look.at(-1) : undefined };
      }),
      losses,
      largest,
      groups: task.groups.filter(weighs),
      weights: stepWeights.filter(weighs),
      frames: stepWeights.map((_, t) => (batch.shape[0] === 1 ? 0 : t + 1)).filter(weighs),
    };
  });
  const [loss = 0, intra = 0, inter = 0] = await losses.data<'float32'>();
  const [certainty = 0] = await largest.data<'float32'>();
  const steps = await Promise.all(
    seen.map(async ({ assigned, bound, theta }, t) => ({
      weight: weights[t]!,
      frame: frames[t]!,
      groups: groups[t]!,
      assigned: Int32Array.from(await assigned.data<'int32'>()),
      crossEntropy: await bound?.data<'float32'>(),
      theta: await theta?.data<'float32'>(),
    })),
  );
  dispose([losses, largest, seen]);
  const K = options.components;
  return { losses: { loss, intra, inter }, steps, confidence: K === 1 ? 1 : (K * certainty - 1) / (K - 1) };
}

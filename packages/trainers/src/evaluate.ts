import type { EmModel } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { TrainingOptionError } from './errors.ts';
import { evaluateBatch, type ScoredStep } from './evaluate-batch.ts';
import type { EvaluateOptions, Evaluation, Grouping, Metric } from './evaluation.ts';
import { checkInference } from './option-kinds.ts';

/**
 * Returns loss and scores over batches, with noise on the inputs as in training. The prediction of a pixel is the component with the largest
 * responsibility for it, in the next frame without noise, as in the authors' code. Steps have the same weights in score and loss.
 *
 * @throws TrainingOptionError if there is no image, or an option or a batch is wrong.
 */
export async function evaluate(model: EmModel, batches: Iterable<Batch>, options: EvaluateOptions): Promise<Evaluation> {
  checkInference('evaluate', options);
  const { metrics = {}, onBatch, ...task } = options;
  const sums = { loss: 0, intra: 0, inter: 0, confidence: 0, largestShare: 0, largestTrueShare: 0 };
  const stepScores: Record<string, number[][]> = {};
  let weights: number[] = [];
  let images = 0;
  let labelled = 0;
  let index = 0;
  for (const batch of batches) {
    const B = batch.shape[1];
    const { losses, steps, confidence } = await evaluateBatch(
      model,
      batch,
      { ...task, vectors: onBatch !== undefined },
      `evaluation/${index++}`,
    );
    onBatch?.(groupingOf(batch, steps, options.components));
    for (const [name, value] of Object.entries({ ...losses, confidence })) sums[name as keyof typeof sums] += value * B;
    for (const [name, scores] of Object.entries(scoresOf(steps, B, metrics)))
      stepScores[name] = scores.map((values, t) => [...(stepScores[name]?.[t] ?? []), ...values]);
    for (const [truth, prediction] of imagesOf(steps.at(-1)!, B)) {
      const isLabelled = truth.some((group) => group > 0);
      const scored = isLabelled ? (_: number, i: number) => truth[i]! > 0 : () => true;
      labelled += Number(isLabelled);
      sums.largestShare += largestShare(prediction.filter(scored));
      sums.largestTrueShare += largestShare(truth.filter(scored));
    }
    weights = steps.map(({ weight }) => weight);
    images += B;
  }
  if (images === 0) throw new TrainingOptionError('evaluate: there is no image to evaluate');
  const mean = (name: keyof typeof sums) => sums[name] / images;
  const trueShare = labelled === 0 ? {} : { largestTrueShare: mean('largestTrueShare') };
  const use = { largestShare: mean('largestShare'), ...trueShare, confidence: mean('confidence') };
  const scores = Object.fromEntries(Object.entries(stepScores).map(([name, steps]) => [name, overSteps(steps, weights)]));
  return { images, loss: mean('loss'), intra: mean('intra'), inter: mean('inter'), scores, stepScores, use };
}

/** Returns the grouping of a batch by a model, as arrays over steps. */
function groupingOf(batch: Batch, steps: readonly ScoredStep[], K: number): Grouping {
  const B = batch.shape[1];
  const T = steps.length;
  const D = steps[0]!.groups.length / B;
  const M = steps[0]!.theta!.length / (B * K);
  const theta = new Float32Array(T * B * K * M);
  const assigned = new Int32Array(T * B * D);
  const groups = new Uint8Array(T * B * D);
  for (const [t, step] of steps.entries()) {
    theta.set(step.theta!, t * B * K * M);
    assigned.set(step.assigned, t * B * D);
    groups.set(step.groups, t * B * D);
  }
  return { shape: { T, B, K, M, D }, batch, theta, assigned, groups, frames: steps.map(({ frame }) => frame) };
}

/** Returns the scores of a batch by name, [steps][B]. */
function scoresOf(steps: readonly ScoredStep[], images: number, metrics: Readonly<Record<string, Metric>>): Record<string, number[][]> {
  const perImage = (metric: Metric) => steps.map((step) => imagesOf(step, images).map(([truth, prediction]) => metric(truth, prediction)));
  const scores = Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [name, perImage(metric)]));
  return steps[0]!.crossEntropy ? { ...scores, crossEntropy: steps.map((step) => [...(step.crossEntropy ?? [])]) } : scores;
}

/** Returns weighted means over steps, [images]. */
function overSteps(scores: readonly (readonly number[])[], weights: readonly number[]): number[] {
  const total = weights.reduce((a, b) => a + b);
  return scores[0]!.map((_, image) => weights.reduce((sum, weight, t) => sum + weight * scores[t]![image]!, 0) / total);
}

/** Returns truth and prediction of each image of a step. */
function imagesOf({ groups, assigned }: ScoredStep, images: number): [truth: Uint8Array, prediction: Int32Array][] {
  const D = groups.length / images;
  return Array.from({ length: images }, (_, b) => [groups.subarray(b * D, (b + 1) * D), assigned.subarray(b * D, (b + 1) * D)]);
}

/** Returns the share of the pixels that the largest group has. */
function largestShare(labels: Uint8Array | Int32Array): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(...counts.values()) / labels.length;
}

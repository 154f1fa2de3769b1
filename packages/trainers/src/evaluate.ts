import { type EmModel, unroll } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { argMax, max, mean, squeeze, stack, tidy } from '@tensorflow/tfjs-core';
import type { ComponentUse } from './collapse.ts';
import { TrainingOptionError } from './errors.ts';
import { type Losses, prepare, type TaskOptions } from './task.ts';

/** A score of one image: how well a prediction agrees with the truth. Pixels of group 0 are in both; leaving them out is the metric's part. */
export type Metric = (truth: ArrayLike<number>, prediction: ArrayLike<number>) => number;

/** Settings of an evaluation. */
export interface EvaluateOptions extends TaskOptions {
  readonly metrics?: Readonly<Record<string, Metric>>;
}

/** Mean loss of the images of a split, and each metric's score of every image. */
export interface Evaluation extends Losses {
  readonly images: number;
  /** One score an image, a weighted mean over steps where the loss weighs several. */
  readonly scores: Readonly<Record<string, readonly number[]>>;
  readonly use: ComponentUse;
}

/**
 * Loss and scores over batches, with noise on the inputs as in training. The prediction of a pixel is its component of
 * largest responsibility; steps weigh in the score as they do in the loss.
 *
 * @throws TrainingOptionError where there is no image.
 */
export async function evaluate(model: EmModel, batches: Iterable<Batch>, { metrics = {}, ...task }: EvaluateOptions): Promise<Evaluation> {
  const sums = { loss: 0, intra: 0, inter: 0, confidence: 0, largestShare: 0, largestTrueShare: 0 };
  const scores: Record<string, number[]> = Object.fromEntries(Object.keys(metrics).map((name) => [name, []]));
  let images = 0;
  let index = 0;
  for (const batch of batches) {
    const B = batch.shape[1];
    const { means, predictions, groups, stepWeights } = await evaluateBatch(model, batch, task, `evaluation/${index++}`);
    for (const [name, value] of Object.entries(means)) sums[name as keyof typeof means] += value * B;
    for (const [name, metric] of Object.entries(metrics)) scores[name]!.push(...scoreImages(metric, predictions, groups, stepWeights, B));
    for (const [truth, prediction] of imagesOf(groups.at(-1)!, predictions.at(-1)!, B)) {
      const scored = truth.some((group) => group > 0) ? (_: number, i: number) => truth[i]! > 0 : () => true;
      sums.largestShare += largestShare(prediction.filter(scored));
      sums.largestTrueShare += largestShare(truth.filter(scored));
    }
    images += B;
  }
  if (images === 0) throw new TrainingOptionError('evaluate: there is no image to evaluate');
  const mean = (name: keyof typeof sums) => sums[name] / images;
  const use = { largestShare: mean('largestShare'), largestTrueShare: mean('largestTrueShare'), confidence: mean('confidence') };
  return { images, loss: mean('loss'), intra: mean('intra'), inter: mean('inter'), scores, use };
}

async function evaluateBatch(model: EmModel, batch: Batch, options: TaskOptions, place: string) {
  const K = options.components;
  const { scalars, assigned, groups, stepWeights } = tidy(() => {
    const task = prepare(model, batch, options, place);
    const { loss, states } = unroll(model, task);
    const scored = states.filter((_, t) => task.stepWeights[t] !== 0);
    return {
      scalars: stack([loss.total, loss.intra, loss.inter, mean(max(scored.at(-1)!.gamma, 1))]),
      assigned: scored.map(({ gamma }) => squeeze(argMax(gamma, 1), [-1])),
      groups: task.groups.filter((_, t) => task.stepWeights[t] !== 0),
      stepWeights: task.stepWeights.filter((weight) => weight !== 0),
    };
  });
  const [loss = 0, intra = 0, inter = 0, largest = 0] = await scalars.data<'float32'>();
  const predictions = (await Promise.all(assigned.map((step) => step.data<'int32'>()))).map((step) => Int32Array.from(step));
  for (const tensor of [scalars, ...assigned]) tensor.dispose();
  const confidence = K === 1 ? 1 : (K * largest - 1) / (K - 1);
  return { means: { loss, intra, inter, confidence }, predictions, groups, stepWeights };
}

function scoreImages(metric: Metric, predictions: Int32Array[], groups: Uint8Array[], stepWeights: number[], images: number): number[] {
  const total = stepWeights.reduce((a, b) => a + b);
  const scores = new Array<number>(images).fill(0);
  for (const [t, weight] of stepWeights.entries())
    for (const [b, [truth, prediction]] of imagesOf(groups[t]!, predictions[t]!, images).entries())
      scores[b]! += weight * metric(truth, prediction);
  return scores.map((score) => score / total);
}

/** Truth and prediction of each image of a step. */
function imagesOf(groups: Uint8Array, predictions: Int32Array, images: number): [truth: Uint8Array, prediction: Int32Array][] {
  const D = groups.length / images;
  return Array.from({ length: images }, (_, b) => [groups.subarray(b * D, (b + 1) * D), predictions.subarray(b * D, (b + 1) * D)]);
}

/** Share of the pixels that the largest group has. */
function largestShare(labels: Uint8Array | Int32Array): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(...counts.values()) / labels.length;
}

import { type EmModel, unroll } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { argMax, squeeze, stack, tidy } from '@tensorflow/tfjs-core';
import { TrainingOptionError } from './errors.ts';
import { type Losses, prepare, type TaskOptions } from './train-step.ts';

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
}

/**
 * Loss and scores over batches, with noise on the inputs as in training. The prediction of a pixel is its component of
 * largest responsibility; steps weigh in the score as they do in the loss.
 *
 * @throws TrainingOptionError where there is no image.
 */
export async function evaluate(model: EmModel, batches: Iterable<Batch>, { metrics = {}, ...task }: EvaluateOptions): Promise<Evaluation> {
  const sums = { loss: 0, intra: 0, inter: 0 };
  const scores: Record<string, number[]> = Object.fromEntries(Object.keys(metrics).map((name) => [name, []]));
  let images = 0;
  let index = 0;
  for (const batch of batches) {
    const B = batch.shape[1];
    const { losses, predictions, groups, stepWeights } = await evaluateBatch(model, batch, task, `evaluation/${index++}`);
    for (const name of ['loss', 'intra', 'inter'] as const) sums[name] += losses[name] * B;
    for (const [name, metric] of Object.entries(metrics)) scores[name]!.push(...scoreImages(metric, predictions, groups, stepWeights, B));
    images += B;
  }
  if (images === 0) throw new TrainingOptionError('evaluate: there is no image to evaluate');
  return { images, loss: sums.loss / images, intra: sums.intra / images, inter: sums.inter / images, scores };
}

async function evaluateBatch(model: EmModel, batch: Batch, options: TaskOptions, place: string) {
  const { losses, assigned, groups, stepWeights } = tidy(() => {
    const task = prepare(model, batch, options, place);
    const { loss, states } = unroll(model, task);
    const scored = states.filter((_, t) => task.stepWeights[t] !== 0);
    return {
      losses: stack([loss.total, loss.intra, loss.inter]),
      assigned: scored.map(({ gamma }) => squeeze(argMax(gamma, 1), [-1])),
      groups: task.groups.filter((_, t) => task.stepWeights[t] !== 0),
      stepWeights: task.stepWeights.filter((weight) => weight !== 0),
    };
  });
  const [loss = 0, intra = 0, inter = 0] = await losses.data<'float32'>();
  const predictions = await Promise.all(assigned.map((step) => step.data<'int32'>()));
  for (const tensor of [losses, ...assigned]) tensor.dispose();
  return { losses: { loss, intra, inter }, predictions, groups, stepWeights };
}

function scoreImages(
  metric: Metric,
  predictions: ArrayLike<number>[],
  groups: Uint8Array[],
  stepWeights: number[],
  images: number,
): number[] {
  const total = stepWeights.reduce((a, b) => a + b);
  const D = groups[0]!.length / images;
  return Array.from({ length: images }, (_, b) => {
    const range = [b * D, (b + 1) * D] as const;
    const weighted = groups.map(
      (truth, t) => stepWeights[t]! * metric(truth.subarray(...range), (predictions[t] as Int32Array).subarray(...range)),
    );
    return weighted.reduce((a, b) => a + b) / total;
  });
}

import type { EmModel } from '@neural-em/core';
import type { AnnotatedBatch, Batch } from '@neural-em/datasets';
import { argMax, dispose, mul, squeeze, stack, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { TrainingOptionError } from './errors.ts';
import { walk } from './evaluate-steps.ts';
import type { Metric } from './evaluation.ts';
import { LOSSES, lossMaps, type NextFrameLosses } from './next-frame-losses.ts';
import { checkInference } from './option-kinds.ts';
import { type InferenceOptions, prepareBest } from './restarts.ts';

/** Settings of `scoreNextFrames`. */
export interface NextFrameOptions extends InferenceOptions {
  /** Metrics of a grouping; they score each frame, and each sequence as one grouping of all its pixels. */
  readonly metrics?: Readonly<Record<string, Metric>>;
}

/** Scores of a model on sequences. */
export interface NextFrameScores {
  readonly images: number;
  /** The losses over all pixels. */
  readonly all: NextFrameLosses;
  /** The relational losses, over the pixels of objects that collide; only for batches with the annotation `collisions`. */
  readonly collisions?: NextFrameLosses;
  /** For each metric the mean score of frames at each step, [T], and the score of each sequence, [images]. */
  readonly metrics: Readonly<Record<string, { readonly frames: readonly number[]; readonly sequences: readonly number[] }>>;
}

/**
 * Scores how a model predicts the next frame of binary sequences, compared with a copy of the last frame (van Steenkiste and others 2018): training
 * loss and cross entropies over all pixels and over those of objects that collide, and groupings of frames and of whole sequences. Inputs have the
 * noise of the training.
 *
 * @throws TrainingOptionError if there is no sequence, or batches differ in frames or annotations.
 */
export async function scoreNextFrames(model: EmModel, batches: Iterable<Batch>, options: NextFrameOptions): Promise<NextFrameScores> {
  checkInference('scoreNextFrames', options);
  const { metrics = {}, ...task } = options;
  const names = Object.keys(metrics);
  const totals: number[][] = [];
  const frames = Object.fromEntries(names.map((name): [string, number[]] => [name, []]));
  const sequences = Object.fromEntries(names.map((name): [string, number[]] => [name, []]));
  let images = 0;
  let index = 0;
  for (const batch of batches) {
    const B = batch.shape[1];
    const { losses, groups, assigned } = await scoreBatch(model, batch, task, `next frame/${index++}`);
    if (totals.length > 0 && (totals.length !== losses.length || totals[0]!.length !== losses[0]!.length))
      throw new TrainingOptionError('scoreNextFrames: all batches need the same number of frames, and `collisions` or not');
    for (const [t, step] of losses.entries()) totals[t] = Array.from(step, (value, i) => value + (totals[t]?.[i] ?? 0));
    for (const [name, metric] of Object.entries(metrics)) {
      for (let b = 0; b < B; b++) {
        const [truth, prediction] = [ofImage(groups, b, B), ofImage(assigned, b, B)];
        frames[name] = truth.map((labels, t) => (frames[name]![t] ?? 0) + metric(labels, prediction[t]!));
        sequences[name]!.push(metric(joined(truth), joined(prediction)));
      }
    }
    images += B;
  }
  if (images === 0) throw new TrainingOptionError('scoreNextFrames: there is no sequence to score');
  const curves = (region: number) => {
    const curve = (i: number) => totals.map((step) => step[region * LOSSES.length + i]! / images);
    return Object.fromEntries(LOSSES.map((name, i) => [name, curve(i)])) as { [name in keyof NextFrameLosses]: number[] };
  };
  return {
    images,
    all: curves(0),
    ...(totals[0]!.length > LOSSES.length && { collisions: curves(1) }),
    metrics: Object.fromEntries(
      names.map((name) => [name, { frames: frames[name]!.map((score) => score / images), sequences: sequences[name]! }]),
    ),
  };
}

/** Returns the labels of image b of B at each step. */
function ofImage<T extends Uint8Array | Int32Array>(steps: readonly T[], b: number, B: number) {
  return steps.map((labels) => labels.subarray((b * labels.length) / B, ((b + 1) * labels.length) / B));
}

function joined(parts: readonly (Uint8Array | Int32Array)[]): number[] {
  return parts.flatMap((part) => Array.from(part));
}

/**
 * Returns the sums of the losses over a batch (over all pixels, then over pixels of collisions), T of [R · 4], and the groupings of its
 * frames, T of [B, D].
 */
async function scoreBatch(model: EmModel, batch: Batch, options: InferenceOptions, place: string) {
  const [T, B, H, W, C] = batch.shape;
  if (T < 2) throw new TrainingOptionError('scoreNextFrames: sequences of at least 2 frames are needed, not still images');
  const collisions = 'annotations' in batch ? (batch as AnnotatedBatch).annotations.collisions : undefined;
  const { seen, groups } = tidy(() => {
    const task = prepareBest(model, batch, options, place);
    const seen = walk(model, task, (state, t) => {
      const now = tensor(batch.frames.slice(t * B * H * W * C, (t + 1) * B * H * W * C), [B, 1, H * W, C]);
      const maps = stack(lossMaps(model, state, { ...task, now, next: task.targets[t]! }));
      const masks = collisions
        ? [tensor(Float32Array.from(collisions.values.subarray((t + 1) * B * H * W, (t + 2) * B * H * W)), [1, B, 1, H * W, 1])]
        : [];
      const sums = [maps, ...masks.map((mask): Tensor => mul(maps, mask))].map((map): Tensor => sum(map, [1, 2, 3, 4]));
      return { sums: stack(sums), assigned: squeeze(argMax(state.gamma, 1), [-1]) };
    });
    return { seen, groups: task.groups };
  });
  const losses = await Promise.all(seen.map(({ sums }) => sums.data<'float32'>()));
  const assigned = await Promise.all(seen.map(async (step) => Int32Array.from(await step.assigned.data<'int32'>())));
  dispose(seen);
  return { losses, groups, assigned };
}

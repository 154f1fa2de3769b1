import type { EmModel } from '@neural-em/core';
import type { Batch, Dataset } from '@neural-em/datasets';
import { adjustedMutualInformation, binaryCrossEntropy, onForeground } from '@neural-em/metrics';
import { connectedComponents } from '@neural-em/mixtures/images';
import { type Noise, type Rollout, type RolloutCurves, type RolloutStep, rolloutSteps, scoreRollout } from '@neural-em/trainers';
import type { GroupingFigureOptions } from '@neural-em/viz';
import { RunError } from './errors.ts';

/** The task of a rollout. */
export interface RolloutTask {
  /** The number of true frames that the model is shown first. */
  readonly given: number;
  /** The number of frames that it predicts from its own predictions; the data must have at least `given + steps` frames. */
  readonly steps: number;
  /** K, the number of components. */
  readonly components: number;
  /** Noise on the true frames, as in the training of the model; none by default. */
  readonly noise?: Noise | undefined;
  readonly seed: number;
  /** The number of test sequences, from the first one. */
  readonly images: number;
  /** The test sequence that is drawn, counted from 0. */
  readonly item: number;
}

/** Rollouts of test sequences: the figure of one, predictions and scores of all. */
export interface RolledOut {
  readonly figure: GroupingFigureOptions;
  readonly truth: Batch;
  readonly rollout: Rollout;
  readonly curves: RolloutCurves;
}

/** The largest number of bytes that rollouts may take: true frames, predictions, and the figure. */
const MOST_BYTES = 2 ** 31;

/**
 * Shows a model the first frames of test sequences, lets it predict further frames from its own predictions, and scores each step against the true
 * frames.
 *
 * @throws RunError if this would take more than 2 GiB.
 */
export async function rollOut(model: EmModel, dataset: Dataset, task: RolloutTask): Promise<RolledOut> {
  const { given, steps, components, noise, seed, images, item } = task;
  const [H, W, C] = dataset.imageShape;
  const bytes = 4 * (given + steps) * H * W * (images * (2 * C + 2) + 2 * components * (C + 1));
  if (bytes > MOST_BYTES)
    throw new RunError(
      `a rollout of ${given + steps} frames of ${images} sequences would take ${(bytes / 2 ** 30).toFixed(1)} GiB, more than 2: give fewer frames or sequences`,
    );
  const truth = dataset.read(
    'test',
    Array.from({ length: images }, (_, i) => i),
  );
  const rollout = emptyRollout(truth, given);
  const drawn: DrawnStep[] = [];
  for await (const step of rolloutSteps(model, firstFrames(truth, given), { steps, components, seed, ...(noise && { noise }) })) {
    rollout.predictions.set(step.prediction, drawn.length * step.prediction.length);
    rollout.assigned.set(step.assigned, drawn.length * step.assigned.length);
    drawn.push(ofItem(step, item, images));
  }
  const curves = scoreRollout(rollout, truth, scorersOf(truth));
  return { figure: figureOf(truth, drawn, { item, components, given }), truth, rollout, curves };
}

/** Returns the first frames of each sequence. */
function firstFrames({ shape, frames, groups }: Batch, given: number): Batch {
  const [, B, H, W, C] = shape;
  return { shape: [given, B, H, W, C], frames: frames.subarray(0, given * B * H * W * C), groups: groups.subarray(0, given * B * H * W) };
}

/** Returns empty arrays for the predictions of all frames except the first. */
function emptyRollout({ shape: [T, B, H, W, C] }: Batch, firstBeyond: number): Rollout {
  const pixels = (T - 1) * B * H * W;
  return { firstBeyond, predictions: new Float32Array(pixels * C), assigned: new Int32Array(pixels) };
}

/** The parts of a step that a figure shows. */
type DrawnStep = Pick<RolloutStep, 'frame' | 'prediction' | 'gamma' | 'means'>;

function ofItem({ frame, prediction, gamma, means }: RolloutStep, item: number, count: number): DrawnStep {
  const part = (values: Float32Array) => values.slice((item * values.length) / count, ((item + 1) * values.length) / count);
  return { frame, prediction: part(prediction), gamma: part(gamma), means: part(means) };
}

/** Returns the number of objects in a frame: connected components of the pixels above a half. */
export function countObjects(frame: ArrayLike<number>, size: { readonly height: number; readonly width: number }): number {
  return Math.max(...connectedComponents(frame, { ...size, threshold: 0.5 }));
}

function scorersOf({ shape: [, , height, width] }: Batch) {
  const inRange = (value: number) => Math.min(1, Math.max(0, value));
  return {
    crossEntropy: (x: ArrayLike<number>, p: ArrayLike<number>) => binaryCrossEntropy(x, Array.from(p, inRange)),
    countObjects: (frame: ArrayLike<number>) => countObjects(frame, { height, width }),
    metrics: { ami: onForeground(adjustedMutualInformation) },
  };
}

/** Returns the figure of one sequence: for each step the input of the model, the grouping, and the predictions of the components. */
function figureOf(
  { shape: [, B, height, width, channels], frames, groups }: Batch,
  steps: readonly DrawnStep[],
  { item, components, given }: { readonly item: number; readonly components: number; readonly given: number },
): GroupingFigureOptions {
  const D = height * width;
  const joined = (of: (step: DrawnStep, s: number) => Float32Array) =>
    Float32Array.from(steps.flatMap((step, s) => Array.from(of(step, s), (value) => Math.min(1, Math.max(0, value)))));
  const at = (frame: number) => (frame * B + item) * D;
  const trueFrame = (frame: number) => frames.subarray(at(frame) * channels, (at(frame) + D) * channels);
  return {
    inputs: joined((_, s) => (s < given ? trueFrame(s) : steps[s - 1]!.prediction)),
    gamma: joined(({ gamma }) => gamma),
    means: joined(({ means }) => means),
    truth: Uint8Array.from(steps.flatMap(({ frame }) => [...groups.subarray(at(frame), at(frame) + D)])),
    ...(channels === 1 ? { intensity: joined(({ prediction }) => prediction) } : {}),
    shape: { steps: steps.length, components, height, width, channels },
    axis: 'step',
    title: `own predictions as input from step ${given + 1}`,
  };
}

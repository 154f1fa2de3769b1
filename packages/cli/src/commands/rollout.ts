import { chooseBackend } from '@neural-em/backends';
import type { Batch } from '@neural-em/datasets';
import { assemble } from '@neural-em/experiments';
import { adjustedMutualInformation, binaryCrossEntropy, mean, onForeground } from '@neural-em/metrics';
import { connectedComponents } from '@neural-em/mixtures/images';
import { openEvaluation, readTrained } from '@neural-em/runs';
import { loadWeights, type Rollout, type RolloutCurves, type RolloutStep, rolloutSteps, scoreRollout } from '@neural-em/trainers';
import type { GroupingFigureOptions } from '@neural-em/viz';
import { UsageError } from '../errors.ts';
import { type AddCommand, shared, wholeNumber } from '../flags.ts';
import { print, tell } from '../output.ts';
import { loadParts } from '../parts.ts';
import { MOST_ITEMS, rolloutFile } from '../rollout-files.ts';
import { digits, layOut } from '../text/table.ts';

interface RolloutFlags {
  readonly frames: number;
  readonly given?: number;
  readonly item: number;
  readonly images: number;
  readonly out: string;
  readonly data?: string;
  readonly k?: number;
  readonly backend?: string;
  readonly json?: boolean;
  readonly parts?: string;
}

/** Adds `nem rollout`. */
export const rollout: AddCommand = (program) => {
  program
    .command('rollout')
    .description('show a model the first frames of test sequences, let it predict further frames from its own predictions, and draw them')
    .argument('<run>', 'folder of a run on sequences, or the name of a pretrained model')
    .option('--frames <number>', 'frames that the model predicts by itself', wholeNumber, 30)
    .option('--given <number>', 'true frames that the model is shown first (as in training)', wholeNumber)
    .option('--item <number>', 'the test sequence to draw, counted from 1', wholeNumber, 1)
    .option('--images <number>', 'test sequences to score', wholeNumber, 8)
    .option('--out <file>', 'where to draw: .gif, .mp4 (with ffmpeg), .png, or arrays as .npz', 'rollout.gif')
    .option('--data <experiment>', 'data of another experiment or data set; or the path of your own')
    .option('--k <number>', 'number of components (as in training)', wholeNumber)
    .option(...shared.parts)
    .option(...shared.backend)
    .option(...shared.json)
    .action(rolloutCommand);
};

/** `nem rollout RUN`: true frames first, then the model's own, without noise; scored against what came to be. */
async function rolloutCommand(path: string, flags: RolloutFlags): Promise<void> {
  const write = rolloutFile(flags.out);
  const parts = await loadParts(flags.parts);
  const { settings: trained } = await readTrained(path);
  if (trained.data.frames === 1) throw new UsageError(`${path} was trained on static images: only a model of sequences goes on by itself`);
  const given = flags.given ?? trained.data.frames;
  const {
    scored,
    weights,
    notices = [],
  } = await openEvaluation(path, { data: flags.data, k: flags.k, frames: given + flags.frames }, parts);
  for (const notice of notices) tell(`${notice}\n`);
  await chooseBackend({ name: flags.backend });
  const same = { components: 'same', frames: 'same', emSteps: 'same' } as const;
  const { dataset, model } = await assemble({ ...scored, evaluation: { ...scored.evaluation, ...same } }, parts);
  const { components } = scored.model;
  loadWeights(model.params, weights);
  const count = Math.max(flags.images, flags.item);
  const most = Math.min(MOST_ITEMS, dataset.size.test);
  if (count > most) throw new UsageError(`--images and --item may be at most ${most}, not ${count}`);
  const truth = dataset.read(
    'test',
    Array.from({ length: count }, (_, i) => i),
  );
  const predictions = emptyRollout(truth, given);
  const drawn: DrawnStep[] = [];
  for await (const step of rolloutSteps(model, firstFrames(truth, given), { steps: flags.frames, components, seed: scored.seed })) {
    predictions.predictions.set(step.prediction, drawn.length * step.prediction.length);
    predictions.assigned.set(step.assigned, drawn.length * step.assigned.length);
    drawn.push(ofItem(step, flags.item - 1, count));
  }
  const curves = scoreRollout(predictions, truth, scorersOf(truth));
  await write(flags.out, { figure: figureOf(truth, drawn, { item: flags.item - 1, components, given }), truth, rollout: predictions });
  if (flags.json) print(`${JSON.stringify({ run: path, given, frames: flags.frames, images: count, ...curves })}\n`);
  else print(`${summary(curves, given)}\n\n${count} test sequences; the first ${given} frames are true. Drawn: ${flags.out}\n`);
}

/** The first frames of each sequence. */
export function firstFrames({ shape, frames, groups }: Batch, given: number): Batch {
  const [, B, H, W, C] = shape;
  return { shape: [given, B, H, W, C], frames: frames.subarray(0, given * B * H * W * C), groups: groups.subarray(0, given * B * H * W) };
}

/** Room for the predictions of all frames but the first. */
function emptyRollout({ shape: [T, B, H, W, C] }: Batch, firstBeyond: number): Rollout {
  const pixels = (T - 1) * B * H * W;
  return { firstBeyond, predictions: new Float32Array(pixels * C), assigned: new Int32Array(pixels) };
}

/** What is drawn of a step of one sequence. */
type DrawnStep = Pick<RolloutStep, 'frame' | 'prediction' | 'gamma' | 'means'>;

function ofItem({ frame, prediction, gamma, means }: RolloutStep, item: number, count: number): DrawnStep {
  const part = (values: Float32Array) => values.slice((item * values.length) / count, ((item + 1) * values.length) / count);
  return { frame, prediction: part(prediction), gamma: part(gamma), means: part(means) };
}

function scorersOf({ shape: [, , height, width] }: Batch) {
  const inRange = (value: number) => Math.min(1, Math.max(0, value));
  return {
    crossEntropy: (x: ArrayLike<number>, p: ArrayLike<number>) => binaryCrossEntropy(x, Array.from(p, inRange)),
    countObjects: (frame: ArrayLike<number>) => Math.max(...connectedComponents(frame, { height, width, threshold: 0.5 })),
    metrics: { ami: onForeground(adjustedMutualInformation) },
  };
}

/** The figure of one sequence: what the model read at each step, how it grouped, and what its components predict. */
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
    title: `its own from step ${given + 1}`,
  };
}

/** Means over the steps with true frames, and over each tenth of the others. */
function summary({ crossEntropy, objectsKept, metrics }: RolloutCurves, given: number): string {
  const known = given - 1;
  const own = crossEntropy.length - known;
  const parts = Math.min(own, 10);
  const bounds = Array.from({ length: parts + 1 }, (_, i) => known + Math.round((i * own) / parts));
  const spans: [string, number, number][] = [
    ...(known > 0 ? [['true frames', 0, known] as [string, number, number]] : []),
    ...bounds.slice(1).map((to, i): [string, number, number] => [`own frames ${bounds[i]! - known + 1}–${to - known}`, bounds[i]!, to]),
  ];
  const row = ([name, from, to]: [string, number, number]) => [
    name,
    ...[crossEntropy, objectsKept, metrics.ami!].map((curve) => digits(mean(curve.slice(from, to)), 3)),
  ];
  return layOut([['', 'cross entropy', 'objects kept', 'AMI'], ...spans.map(row)]);
}

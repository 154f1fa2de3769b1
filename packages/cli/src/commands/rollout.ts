import { chooseBackend } from '@neural-em/backends';
import { assemble } from '@neural-em/experiments';
import { mean } from '@neural-em/metrics';
import { openEvaluation, readTrained, rollOut } from '@neural-em/runs';
import { loadWeights, type RolloutCurves } from '@neural-em/trainers';
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
    .description('show a model the first frames of test sequences, let it predict further frames from its own predictions, and draw these')
    .argument('<run>', 'folder of a run on sequences, or the name of a pretrained model')
    .option('--frames <number>', 'number of frames that the model predicts from its own predictions', wholeNumber, 30)
    .option('--given <number>', 'number of true frames that the model is shown first (as in training)', wholeNumber)
    .option('--item <number>', 'test sequence to draw, counted from 1', wholeNumber, 1)
    .option('--images <number>', 'number of test sequences to score', wholeNumber, 8)
    .option('--out <file>', 'file to write: a picture (.gif, .png, .mp4 with ffmpeg) or arrays (.npz)', 'rollout.gif')
    .option('--data <experiment>', 'data of another experiment or data set; or the path of your own data')
    .option('--k <number>', 'number of components (as in training)', wholeNumber)
    .option(...shared.parts)
    .option(...shared.backend)
    .option(...shared.json)
    .action(rolloutCommand);
};

/** `nem rollout RUN`: shows the model true frames, then its own predictions, without noise, and scores it against the true frames. */
async function rolloutCommand(path: string, flags: RolloutFlags): Promise<void> {
  const write = rolloutFile(flags.out);
  const parts = await loadParts(flags.parts);
  const { settings: trained } = await readTrained(path);
  if (trained.data.frames === 1)
    throw new UsageError(`${path} was trained on static images: nem rollout needs a model that was trained on sequences`);
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
  const task = { given, steps: flags.frames, components, seed: scored.seed, images: count, item: flags.item - 1 };
  const { curves, ...result } = await rollOut(model, dataset, task);
  await write(flags.out, result);
  if (flags.json) print(`${JSON.stringify({ run: path, given, frames: flags.frames, images: count, ...curves })}\n`);
  else print(`${summary(curves, given)}\n\n${count} test sequences; the first ${given} frames are true. Drawn: ${flags.out}\n`);
}

/** Returns a table of means: over the steps with true frames, and over each tenth of the other steps. */
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

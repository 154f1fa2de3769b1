import { chooseBackend } from '@neural-em/backends';
import { loadParts, openRollout, rollOutRun, rolloutFile, rolloutTable } from '@neural-em/runs';
import { type AddCommand, shared, wholeNumber } from '../flags.ts';
import { print, tell } from '../output.ts';

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

/** `nem rollout RUN`: shows the model true frames with the noise of its training, then its own predictions without noise, and scores these. */
async function rolloutCommand(path: string, flags: RolloutFlags): Promise<void> {
  const write = rolloutFile(flags.out);
  const parts = await loadParts(flags.parts);
  const run = await openRollout(path, flags, parts);
  for (const notice of run.notices ?? []) tell(`${notice}\n`);
  await chooseBackend({ name: flags.backend });
  const { given, frames } = run;
  const { curves, ...result } = await rollOutRun(run, { images: flags.images, item: flags.item - 1 }, parts);
  await write(flags.out, result);
  const images = Math.max(flags.images, flags.item);
  if (flags.json) print(`${JSON.stringify({ run: path, given, frames, images, ...curves })}\n`);
  else print(`${rolloutTable(curves, given)}\n\n${images} test sequences; the first ${given} frames are true. Drawn: ${flags.out}\n`);
}

import { type ChosenBackend, chooseBackend } from '@neural-em/backends';
import { countParams } from '@neural-em/core';
import { aliases, experiments, type Parts, type Settings, stagesOf, totalSteps } from '@neural-em/experiments';
import {
  beginModel,
  continuationNotices,
  continueRun,
  duration,
  firstWeights,
  fitToTwoMinutes,
  loadParts,
  type PerformedRun,
  type PerformOptions,
  performRun,
  publishedRows,
  QUICK_MINUTES,
  readRunConfig,
  scoreTable,
} from '@neural-em/runs';
import { loggersOf } from '@neural-em/trainers/loggers';
import { UsageError } from '../errors.ts';
import { type AddCommand, positiveNumber, shared, wholeNumber } from '../flags.ts';
import { print, tell } from '../output.ts';
import { addSettingFlags, givenChanges, resolveSettings, type SettingFlags } from '../settings/flags.ts';
import { awaitInterruption } from '../signals.ts';
import { createProgress } from '../text/progress.ts';

/** Flags of `nem train`. */
export interface TrainFlags extends SettingFlags {
  readonly restarts?: number;
  readonly testImages?: number;
  readonly resume?: string;
  readonly from?: string;
  readonly minutes?: number;
  readonly backend?: string;
  readonly out?: string;
  readonly quick?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly parts?: string;
  readonly mlflow?: string;
  readonly wandb?: string;
}

type Say = (text: string) => void;

/** Adds `nem train`. */
export const train: AddCommand = (program) => {
  addSettingFlags(
    program
      .command('train')
      .description('train a model and write a run folder')
      .argument(
        '[experiment]',
        `name of the experiment, unless --resume or --config names it: ${[...Object.keys(experiments), ...Object.keys(aliases)].join(', ')}; or a data set, or the path of your own images`,
      )
      .option('--resume <run>', 'continue an interrupted run exactly')
      .option(
        '--from <run>',
        'start from the best weights of another run, which may have another K, or of a pretrained model; its other settings are not used',
      ),
  )
    .option('--minutes <number>', 'stop training after this number of minutes', positiveNumber)
    .option('--test-images <number>', 'number of test images to score (500)', wholeNumber)
    .option('--restarts <number>', 'number of starts of each test image (1), as in nem evaluate', wholeNumber)
    .option('--tensor-board', 'write event files for TensorBoard')
    .option(...shared.mlflow)
    .option(...shared.wandb)
    .option('--dry-run', 'check all settings and print them, without training')
    .option('--quick', 'train for two minutes, with a size that fits this machine')
    .option('--out <folder>', 'run folder (the next free number under runs/)')
    .option(...shared.parts)
    .option(...shared.backend)
    .option(...shared.json)
    .action(trainCommand);
};

/** `nem train EXPERIMENT`, `nem train --resume RUN`: trains, evaluates on held-out images beside baselines, and writes a run folder. */
export async function trainCommand(name: string | undefined, flags: TrainFlags): Promise<void> {
  const say: Say = (text) => (flags.json ? tell : print)(`${text}\n`);
  const parts = await loadParts(flags.parts);
  if (flags.resume !== undefined) return resume(name, flags.resume, flags, parts, say);
  const chosen = await resolveSettings(name, flags, parts);
  const backend = await choose(flags.backend, say);
  const settings = flags.quick ? await fitToTwoMinutes(chosen, say, parts) : chosen;
  if (flags.dryRun) return describe(settings, parts, backend, flags);
  if (flags.from !== undefined) say(`begins with the weights of ${flags.from}; its other settings are not used`);
  const minutes = flags.minutes ?? (flags.quick ? QUICK_MINUTES : undefined);
  const { out, from } = flags;
  await watch(flags, say, (options) => performRun(settings, { ...options, out, from, parts, backend, minutes }));
}

/** Continues a run with its own settings. */
async function resume(name: string | undefined, path: string, flags: TrainFlags, parts: Parts, say: Say): Promise<void> {
  const { restarts, testImages: images, minutes, ...others } = flags;
  const extra = [name, flags.config, flags.set, flags.data, flags.from, flags.quick, flags.out, flags.dryRun].some(
    (given) => given !== undefined,
  );
  if (extra || givenChanges(others).length > 0)
    throw new UsageError(
      '--resume takes the settings of the run: only --backend, --minutes, --test-images, --restarts, --parts, --mlflow, --wandb and --json may stand beside it',
    );
  const config = await readRunConfig(path);
  const backend = await choose(flags.backend ?? (config.backend.name === 'unknown' ? undefined : config.backend.name), say);
  for (const notice of continuationNotices(config, backend)) say(notice);
  const evaluation = { ...(restarts === undefined ? {} : { restarts }), ...(images === undefined ? {} : { images }) };
  await watch(flags, say, (options) => continueRun(path, { ...options, parts, backend, minutes, evaluation }));
}

/** Performs a run until it ends or a signal comes, and prints the result. */
async function watch(flags: TrainFlags, say: Say, perform: (options: PerformOptions) => Promise<PerformedRun>): Promise<void> {
  const loggers = loggersOf(flags, process.env);
  const interruption = awaitInterruption(say);
  try {
    const { path, settings, result, step, figures } = await perform({ pause: interruption.pause, loggers, say, progress: createProgress });
    if (!result) {
      if (!interruption.pause.aborted) return;
      say(`saved at step ${step}; continue with nem train --resume ${path}`);
      process.exitCode = interruption.exitCode() ?? 0;
      return;
    }
    say(`trained ${step} steps in ${duration(result.seconds)}; best validation loss at step ${result.bestStep}`);
    const table = scoreTable([...result.rows, ...publishedRows({ trained: settings })]);
    const pictures = figures.map((name) => `${path}/${name}`).join(', ');
    say(`\n${result.testImages} test images:\n${table}\n\nreport: ${path}/report.html\npictures: ${pictures}`);
    if (flags.json) print(`${JSON.stringify({ run: path, ...result })}\n`);
  } finally {
    interruption.stop();
  }
}

/** `--dry-run`: prints what would be trained. */
async function describe(settings: Settings, parts: Parts, backend: ChosenBackend, flags: TrainFlags): Promise<void> {
  const parameters = countParams(beginModel(settings, parts, await firstWeights(flags.from)).model.params);
  const steps = stagesOf(settings).reduce((sum, stage) => sum + totalSteps(stage), 0);
  if (flags.json) {
    print(`${JSON.stringify({ settings, backend: backend.name, parameters, steps })}\n`);
    return;
  }
  print(
    `${settings.experiment}: ${settings.model.algorithm} with ${parameters} parameters, K = ${settings.model.components}, ` +
      `${settings.data.size.training} training images, at most ${steps} steps of ${settings.training.batchSize} images. Nothing was written.\n`,
  );
}

async function choose(name: string | undefined, say: Say): Promise<ChosenBackend> {
  const backend = await chooseBackend({ name });
  say(`backend: ${backend.name} (${backend.description})`);
  for (const { name: other, reason } of backend.passedOver) say(`  skipped ${other}: ${reason}`);
  return backend;
}

import { type ChosenBackend, chooseBackend } from '@neural-em/backends';
import { countParams, type EmModel } from '@neural-em/core';
import { type Settings, stagesOf, totalSteps } from '@neural-em/experiments';
import { isDone } from '@neural-em/trainers';
import { baselineRows } from '../baseline-rows.ts';
import { UsageError } from '../errors.ts';
import { startsText, stepsOf } from '../evaluations.ts';
import { saveFigures } from '../figures.ts';
import { duration } from '../progress.ts';
import { fitToTwoMinutes, QUICK_MINUTES } from '../quick.ts';
import { makeReport } from '../report.ts';
import { readRows } from '../rows.ts';
import { beginRun, describeRun, type OpenRun, type RunResult, readRunConfig, resumeRun } from '../run-folder.ts';
import { publishedRows, renderTable, rowOf, score } from '../scoreboard.ts';
import { givenFlags, resolveSettings, type SettingFlags } from '../settings/resolve.ts';
import { awaitInterruption } from '../signals.ts';
import { stepScores } from '../step-scores.ts';
import { readTrained } from '../trained.ts';
import { beginModel, type FirstWeights, type TrainingOptions, trainRun } from '../training.ts';

/** Flags of `nem train`. */
export interface TrainFlags extends SettingFlags {
  readonly resume?: string;
  readonly from?: string;
  readonly minutes?: number;
  readonly testImages: number;
  readonly restarts?: number;
  readonly backend?: string;
  readonly out?: string;
  readonly quick?: boolean;
  readonly dryRun?: boolean;
  readonly tensorBoard?: boolean;
  readonly json?: boolean;
}

type Say = (text: string) => void;

/** `nem train EXPERIMENT`, `nem train --resume RUN`: trains, evaluates on held-out images beside baselines, and writes a run folder. */
export async function trainCommand(name: string | undefined, flags: TrainFlags): Promise<void> {
  const say: Say = (text) => (flags.json ? process.stderr : process.stdout).write(`${text}\n`);
  if (flags.resume !== undefined) return resume(name, flags.resume, flags, say);
  const chosen = resolveSettings(name, flags);
  const settings: Settings = flags.tensorBoard ? { ...chosen, run: { ...chosen.run, tensorBoard: true } } : chosen;
  const backend = await choose(flags.backend, say);
  const fitted = flags.quick ? await fitToTwoMinutes(settings, say) : settings;
  const model = beginModel(fitted, await firstWeights(flags.from));
  if (flags.dryRun) return describe(fitted, model, backend, flags);
  const open = await beginRun(describeRun(fitted, backend, flags.from), flags.out);
  if (flags.from !== undefined) say(`begins with the weights of ${flags.from}, and with nothing else of it`);
  await complete(open, flags, { model, minutes: flags.minutes ?? (flags.quick ? QUICK_MINUTES : undefined), say });
}

/** Goes on with a run, with its own settings. */
async function resume(name: string | undefined, path: string, flags: TrainFlags, say: Say): Promise<void> {
  const extra = [name, flags.config, flags.set, flags.from, flags.quick, flags.out, flags.dryRun].some((given) => given !== undefined);
  if (extra || givenFlags(flags).length > 0)
    throw new UsageError(
      '--resume goes on with the settings of the run: give it with --backend, --minutes, --test-images, --restarts and --json alone',
    );
  const { backend: before } = await readRunConfig(path);
  const backend = await choose(flags.backend ?? before.name, say);
  if (backend.name !== before.name || backend.description !== before.description)
    say(`the run began on ${before.name} (${before.description}): it goes on, but not bit for bit as it would have there`);
  const open = await resumeRun(path);
  for (const message of open.run.passedOver) say(`passed over a checkpoint: ${message}`);
  if (await isDone(open.folder)) {
    await open.folder.close();
    return say(`${path} has ended already; see it with nem show ${path}`);
  }
  const step = open.run.checkpoint?.state.step;
  say(step === undefined ? 'there is no checkpoint yet: begins anew' : `goes on after step ${step}`);
  const { from, settings } = open.config;
  const model = beginModel(settings, step === undefined ? await firstWeights(from) : undefined);
  await complete(open, flags, { model, minutes: flags.minutes, say });
}

async function firstWeights(from: string | undefined): Promise<FirstWeights | undefined> {
  return from === undefined ? undefined : { from, weights: (await readTrained(from)).weights };
}

/** Trains what is left, scores the model, and marks the run as done; or saves it where a signal comes. */
async function complete(open: OpenRun, flags: TrainFlags, options: Omit<TrainingOptions, 'pause'>): Promise<void> {
  const { folder, run, config } = open;
  const { say } = options;
  const interruption = awaitInterruption(say);
  try {
    say(`run: ${folder.path}`);
    const started = performance.now();
    const { model, dataset, task: trained, step, bestStep, paused } = await trainRun(open, { ...options, pause: interruption.pause });
    interruption.stop();
    const seconds = (performance.now() - started) / 1000;
    if (paused) {
      say(`saved at step ${step}; go on with nem train --resume ${folder.path}`);
      process.exitCode = interruption.exitCode() ?? 0;
      return;
    }
    say(`trained ${step} steps in ${duration(seconds)}; best validation loss at step ${bestStep}`);
    const { settings } = config;
    const images = Math.min(flags.testImages, dataset.size.test);
    const task = { ...trained, restarts: flags.restarts ?? 1 };
    const evaluation = await score({ model, dataset, task, settings, images });
    const baselines = baselineRows({ dataset, split: 'test', images, steps: stepsOf(settings) });
    const name = settings.model.algorithm + startsText(task.restarts);
    const rows = [rowOf(name, evaluation), ...baselines];
    const result: RunResult = { step, bestStep, seconds, testImages: images, rows, steps: stepScores([evaluation]) };
    await folder.write('result.json', new TextEncoder().encode(`${JSON.stringify(result, null, 2)}\n`));
    const figures = await saveFigures(folder, { model, dataset, task, images: 4 });
    const { path } = folder;
    const report = await makeReport([{ path, config, result, rows: await readRows(path), evaluations: [], model, dataset, task }]);
    await folder.write('report.html', new TextEncoder().encode(report));
    await run.finish();
    say(
      `\n${images} test images:\n${renderTable([...rows, ...publishedRows({ trained: settings })])}\n\nreport: ${path}/report.html\npictures: ${figures.map((name) => `${path}/${name}`).join(', ')}`,
    );
    if (flags.json) process.stdout.write(`${JSON.stringify({ run: folder.path, ...result })}\n`);
  } finally {
    interruption.stop();
    await folder.close();
  }
}

/** `--dry-run`: what would be run. */
function describe(settings: Settings, model: EmModel, backend: ChosenBackend, flags: TrainFlags): void {
  const parameters = countParams(model.params);
  const steps = stagesOf(settings).reduce((sum, stage) => sum + totalSteps(stage), 0);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ settings, backend: backend.name, parameters, steps })}\n`);
    return;
  }
  process.stdout.write(
    `${settings.experiment}: ${settings.model.algorithm} with ${parameters} parameters, K = ${settings.model.components}, ` +
      `${settings.data.size.training} training images, at most ${steps} steps of ${settings.training.batchSize} images. Nothing was written.\n`,
  );
}

async function choose(name: string | undefined, say: Say): Promise<ChosenBackend> {
  const backend = await chooseBackend({ name });
  say(`backend: ${backend.name} (${backend.description})`);
  for (const { name: other, reason } of backend.passedOver) say(`  passed over ${other}: ${reason}`);
  return backend;
}

import { chooseBackend } from '@neural-em/backends';
import { assemble, type ExperimentSettings, experimentNamed } from '@neural-em/experiments';
import { type TrainReport, train } from '@neural-em/trainers';
import { saveFigures } from '../figures.ts';
import { createProgress, duration } from '../progress.ts';
import { fitToTwoMinutes } from '../quick.ts';
import { createRun, type RunFolder } from '../run-folder.ts';
import { meanScores, metrics, renderTable, scoreboard } from '../scoreboard.ts';
import { sources } from '../sources.ts';
import { version } from '../version.ts';

/** Flags of `nem train`. */
export interface TrainFlags {
  readonly model?: string;
  readonly pixels?: string;
  readonly k?: number;
  readonly epochs?: number;
  readonly steps?: number;
  readonly minutes?: number;
  readonly batchSize?: number;
  readonly emSteps?: number;
  readonly learningRate?: number;
  readonly validateEvery?: number;
  readonly validationImages?: number;
  readonly testImages: number;
  readonly seed?: number;
  readonly backend?: string;
  readonly out?: string;
  readonly quick?: boolean;
  readonly json?: boolean;
}

/** `nem train EXPERIMENT`: trains, evaluates on held-out images beside baselines, and writes a run folder. */
export async function trainCommand(name: string, flags: TrainFlags): Promise<void> {
  const say = flags.json ? (text: string) => process.stderr.write(`${text}\n`) : (text: string) => process.stdout.write(`${text}\n`);
  let settings = applyFlags(experimentNamed(name), flags);
  const backend = await chooseBackend({ name: flags.backend });
  say(`backend: ${backend.name} (${backend.description})`);
  for (const { name, reason } of backend.passedOver) say(`  passed over ${name}: ${reason}`);
  if (flags.quick) settings = await fitToTwoMinutes(settings, say);
  const minutes = flags.minutes ?? (flags.quick ? 2 : undefined);

  const { dataset, model, training } = assemble(settings, sources);
  const run = createRun(
    { settings, backend: { name: backend.name, description: backend.description }, node: process.version, version },
    flags.out,
  );
  say(`run: ${run.path}`);
  const signal = minutes === undefined ? undefined : AbortSignal.timeout(minutes * 60_000);
  const started = performance.now();
  const { step, bestStep } = await follow(
    train(model, dataset, { ...training, metrics, ...(signal ? { signal } : {}) }),
    run,
    fractionOf(settings, minutes),
  );
  const seconds = (performance.now() - started) / 1000;
  say(`trained ${step} steps in ${duration(seconds)}; best validation loss at step ${bestStep}`);

  const rows = await scoreboard({
    name: settings.model.algorithm,
    model,
    dataset,
    task: training,
    images: flags.testImages,
    batchSize: settings.training.batchSize,
  });
  const result = { step, bestStep, seconds, testImages: Math.min(flags.testImages, dataset.size.test), rows };
  run.saveResult(result);
  const figures = await saveFigures(run, { model, dataset, task: training, images: 4 });
  say(`\n${result.testImages} test images:\n${renderTable(rows)}\n\npictures: ${figures.join(', ')}`);
  if (flags.json) process.stdout.write(`${JSON.stringify({ run: run.path, ...result })}\n`);
}

/** Logs the reports of a run, shows its progress and saves the best weights as they come. */
async function follow(reports: AsyncIterable<TrainReport>, run: RunFolder, fraction: (step: number) => number) {
  const progress = createProgress('training');
  let loss: number | undefined;
  let score: number | undefined;
  let step = 0;
  let bestStep = 0;
  try {
    for await (const report of reports) {
      step = report.step;
      if (report.kind === 'step') {
        // The loss of a single batch jumps about: show a running mean.
        loss = loss === undefined ? report.loss : 0.95 * loss + 0.05 * report.loss;
        run.log(report);
        progress.update(fraction(step), { loss, score });
        continue;
      }
      const { best, validation, ...rest } = report;
      const scores = meanScores(validation);
      score = scores.amiMax;
      run.log({ ...rest, loss: validation.loss, intra: validation.intra, inter: validation.inter, ...scores });
      if (report.improved || bestStep === 0) {
        bestStep = step;
        run.saveBest(best, { step: String(step), validationLoss: String(validation.loss) });
      }
      progress.update(fraction(step), { loss: loss ?? validation.loss, score });
    }
  } finally {
    progress.stop();
  }
  return { step, bestStep };
}

/** How far a run is, by steps or by time, whichever ends it first. */
function fractionOf({ data, training }: ExperimentSettings, minutes: number | undefined): (step: number) => number {
  const total = training.maxSteps || training.epochs * Math.ceil(data.size.training / training.batchSize);
  const started = performance.now();
  return (step) => Math.min(1, Math.max(step / total, minutes === undefined ? 0 : (performance.now() - started) / (minutes * 60_000)));
}

function applyFlags(settings: ExperimentSettings, flags: TrainFlags): ExperimentSettings {
  const { model, training } = settings;
  return {
    ...settings,
    seed: flags.seed ?? settings.seed,
    model: {
      ...model,
      algorithm: flags.model ?? model.algorithm,
      pixels: { ...model.pixels, kind: flags.pixels ?? model.pixels.kind },
      components: flags.k ?? model.components,
    },
    training: {
      ...training,
      epochs: flags.epochs ?? training.epochs,
      maxSteps: flags.steps ?? training.maxSteps,
      batchSize: flags.batchSize ?? training.batchSize,
      emSteps: flags.emSteps ?? training.emSteps,
      learningRate: flags.learningRate ?? training.learningRate,
      validateEvery: flags.validateEvery ?? training.validateEvery,
      validationImages: flags.validationImages ?? training.validationImages,
    },
  };
}

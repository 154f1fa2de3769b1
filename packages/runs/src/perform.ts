import { basename } from 'node:path';
import { type AssembledModel, assemble, checked, type Parts, type Settings, type SomeSettings, stagesOf } from '@neural-em/experiments';
import { isDone } from '@neural-em/trainers';
import type { RunLogger } from '@neural-em/trainers/loggers';
import { baselineRows } from './baselines.ts';
import { type BackendFacts, configOf } from './config.ts';
import { stepsOf } from './evaluations.ts';
import { saveFigures } from './figures.ts';
import { beginRun, type OpenRun, type RunResult, resumeRun } from './folder.ts';
import { jsonBytes } from './json.ts';
import { nodeParts } from './node-parts.ts';
import { makeReport } from './report/report.ts';
import { readRows } from './rows.ts';
import { scoreModel, scoreRow } from './scores.ts';
import { stepScores } from './step-scores.ts';
import { tellAll } from './tell-all.ts';
import { beginModel, type FirstWeights, type Progress, trainStages } from './train-stages.ts';
import { readTrained } from './trained.ts';
import { startsText } from './words.ts';

/** Options of performing a run. Only `minutes` and `pause` change what a run computes. */
export interface PerformOptions {
  /** The parts that settings may name. Default: `nodeParts`. */
  readonly parts?: Parts | undefined;
  /** The backend, which the run records. Default: the name of the current backend of TensorFlow.js. */
  readonly backend?: BackendFacts | undefined;
  /** The number of minutes after which the training ends. */
  readonly minutes?: number | undefined;
  /** Signal that pauses the run: it is saved after the current training step, to be resumed later. */
  readonly pause?: AbortSignal | undefined;
  readonly say?: ((text: string) => void) | undefined;
  readonly progress?: ((label: string) => Progress) | undefined;
  /** Loggers that follow the run; the name of its folder is its name for them. */
  readonly loggers?: readonly RunLogger[] | undefined;
}

/** A run that was performed. */
export interface PerformedRun {
  readonly path: string;
  readonly settings: Settings;
  /** Undefined if the run was paused before its end. */
  readonly result: RunResult | undefined;
  /** The number of training steps so far. */
  readonly step: number;
  /** The names of pictures of test images, below the folder of the run. */
  readonly figures: readonly string[];
}

/**
 * Trains a model with settings, scores it on held-out images with baselines, and writes the folder of the run. It gives the same numbers as
 * `nem train` with these settings. Choose a TensorFlow.js backend first.
 *
 * @param given - settings; those left out take their defaults.
 * @throws ExperimentError if settings do not go together; RunError if `out` is not empty, or the weights of `from` do not fit.
 */
export async function performRun(
  given: SomeSettings,
  { out, from, ...options }: PerformOptions & { readonly out?: string | undefined; readonly from?: string | undefined } = {},
): Promise<PerformedRun> {
  const { parts = nodeParts, backend, say = () => {} } = options;
  const settings = checked(given, parts);
  const first = await firstWeights(from);
  for (const notice of first?.notices ?? []) say(notice);
  const begun = beginModel(settings, parts, first, say);
  const open = await beginRun(configOf(settings, { backend, from }), out, say);
  return complete(open, options, begun);
}

/**
 * Continues an interrupted run exactly, with the settings in its folder.
 *
 * @param evaluation - starts and number of test images, if they differ from those in the folder.
 * @throws RunError if there is no run; RunLockedError if another process writes to it.
 */
export async function continueRun(
  path: string,
  { evaluation = {}, ...options }: PerformOptions & { readonly evaluation?: Partial<Settings['evaluation']> | undefined } = {},
): Promise<PerformedRun> {
  const { parts = nodeParts, say = () => {} } = options;
  const open = await resumeRun(path, say);
  for (const message of open.run.passedOver) say(`skipped a checkpoint: ${message}`);
  if (await isDone(open.folder)) {
    await open.folder.close();
    say(`${path} has ended already; see it with nem show ${path}`);
    return { path, settings: open.config.settings, result: undefined, step: open.run.checkpoint?.state.step ?? 0, figures: [] };
  }
  const step = open.run.checkpoint?.state.step;
  say(step === undefined ? 'there is no checkpoint yet: begins again' : `continues after step ${step}`);
  const { from, settings } = open.config;
  const scored = { ...settings, evaluation: { ...settings.evaluation, ...evaluation } };
  try {
    const begun = beginModel(settings, parts, step === undefined ? await firstWeights(from) : undefined);
    return await complete({ ...open, config: { ...open.config, settings: scored } }, options, begun);
  } finally {
    await open.folder.close();
  }
}

/** Reads the initial weights of a run. */
export async function firstWeights(from: string | undefined): Promise<FirstWeights | undefined> {
  if (from === undefined) return undefined;
  return { from, ...(await readTrained(from)) };
}

/** Finishes the training, scores the model, and marks the run as done; if the run is paused, only saves it. */
async function complete(open: OpenRun, options: PerformOptions, begun: AssembledModel): Promise<PerformedRun> {
  const { parts = nodeParts, minutes, pause, progress, loggers = [], say = () => {} } = options;
  const { folder, run, config } = open;
  const { settings } = config;
  const { path } = folder;
  const followers = tellAll(loggers, say);
  try {
    say(`run: ${path}`);
    const name = basename(path);
    const id = config.begun === undefined ? name : `${name}-${config.begun.replace(/\W/g, '')}`;
    await followers.begin({ name, id, settings });
    const started = performance.now();
    const { step, bestStep, paused } = await trainStages(open, { begun, parts, minutes, pause, say, progress, log: followers.log });
    if (paused) {
      await followers.end({ status: 'paused' });
      return { path, settings, result: undefined, step, figures: [] };
    }
    const seconds = (performance.now() - started) / 1000;
    const { model, evaluation } = await assemble(stagesOf(settings).at(-1)!, parts, begun);
    const scores = await scoreModel(model, evaluation, parts);
    const { dataset, task, split, images } = evaluation;
    const labelled = scores.scores.amiMax !== undefined;
    const baselines = labelled ? baselineRows({ dataset, split, images, steps: stepsOf(evaluation.settings) }) : [];
    const result: RunResult = {
      step,
      bestStep,
      seconds,
      testImages: scores.images,
      restarts: settings.evaluation.restarts,
      rows: [scoreRow(settings.model.algorithm + startsText(settings.evaluation.restarts), scores), ...baselines],
      steps: stepScores([scores]),
    };
    await folder.write('result.json', jsonBytes(result));
    const figures = await saveFigures(folder, { model, dataset, task, split, images: 4 });
    const report = await makeReport([{ path, config, result, rows: await readRows(path), evaluations: [], model, evaluation }], parts);
    await folder.write('report.html', new TextEncoder().encode(report));
    await run.finish();
    const { name: _, deviation, ...means } = result.rows[0]!;
    await followers.end({ status: 'done', scores: means });
    return { path, settings, result, step, figures };
  } catch (error) {
    await followers.end({ status: 'failed' });
    throw error;
  } finally {
    await folder.close();
  }
}

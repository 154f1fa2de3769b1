import { existsSync, writeFileSync } from 'node:fs';
import {
  type Assembled,
  assemble,
  type DataSettings,
  dataSetNamed,
  evaluationSettings,
  isExperiment,
  type Parts,
  type Settings,
} from '@neural-em/experiments';
import { loadWeights, StorageError } from '@neural-em/trainers';
import { type CollisionScores, scoreCollisions } from './collisions.ts';
import { settingsForData } from './data/files.ts';
import { describeTask, keepEvaluation } from './evaluations.ts';
import { checkFits } from './fits.ts';
import { nodeParts } from './node-parts.ts';
import { saveReport } from './report/report.ts';
import { type ScoredEvaluation, scoreModel, scoreRow } from './scores.ts';
import { quote } from './shell.ts';
import { stepScores } from './step-scores.ts';
import { readTrained, type TrainedWeights } from './trained.ts';
import { vectorFile } from './vectors.ts';

/** Settings of an evaluation in place of those of the run. */
export interface EvaluationFlags {
  readonly k?: number | undefined;
  readonly emSteps?: number | undefined;
  readonly firstSteps?: number | undefined;
  readonly frames?: number | undefined;
  /** An experiment, a data set, or the path of files. */
  readonly data?: string | undefined;
  readonly restarts?: number | undefined;
  readonly split?: Settings['evaluation']['split'] | undefined;
  readonly testImages?: number | undefined;
}

/** A run or a pretrained model to evaluate: the settings of its training, and those of the evaluation. */
export interface Evaluable extends TrainedWeights {
  readonly path: string;
  readonly scored: Settings;
}

/** A model that was scored. */
export interface ScoredRun extends Evaluable {
  readonly evaluation: ScoredEvaluation;
  /** Scores on collisions, if the data say which objects collide. */
  readonly collisions?: CollisionScores | undefined;
  readonly assembled: Assembled['evaluation'];
}

/** Options of scoring a run. */
export interface EvaluateRunOptions {
  /** The flags with which the run was opened, for the command that repeats the evaluation. */
  readonly flags: EvaluationFlags;
  /** The name of the backend, which is recorded. */
  readonly backend: string;
  /** The parts that settings may name. Default: `nodeParts`. */
  readonly parts?: Parts;
  /** Whether to write the report of the run again. */
  readonly report?: boolean | undefined;
  /** The NumPy archive for the vectors of the components. Default: none. */
  readonly vectors?: string | undefined;
  readonly say?: (text: string) => void;
}

/**
 * Reads a run or a pretrained model, with the settings of an evaluation. Flags replace the settings of the run.
 *
 * @throws RunError if there is no such run; ExperimentError if the evaluation does not fit it, or takes more memory than there is.
 */
export async function openEvaluation(path: string, flags: EvaluationFlags, parts: Parts = nodeParts): Promise<Evaluable> {
  const read = await readTrained(path);
  const { k: components, frames, emSteps, firstSteps, restarts, split, testImages } = flags;
  const data = await dataOf(flags.data, parts);
  const scored = evaluationSettings(read.settings, { data, components, frames, emSteps, firstSteps }, parts);
  checkFits(scored, 1);
  const { evaluation } = read.settings;
  const asked = {
    components: components ?? evaluation.components,
    frames: frames ?? evaluation.frames,
    emSteps: emSteps ?? evaluation.emSteps,
    firstSteps: firstSteps ?? evaluation.firstSteps,
    restarts: restarts ?? evaluation.restarts,
    split: split ?? evaluation.split,
    images: testImages ?? evaluation.images,
  };
  return { ...read, path, scored: { ...scored, evaluation: asked } };
}

/**
 * Scores a run that `openEvaluation` has opened, and records the scores in its folder, if it has one. If `vectors` names a NumPy archive, it writes
 * the vectors of the components into it.
 */
export async function evaluateRun(
  run: Evaluable,
  { flags, backend, parts = nodeParts, report = false, vectors, say = () => {} }: EvaluateRunOptions,
): Promise<ScoredRun> {
  const { weights, scored, storage, path, settings, notices = [] } = run;
  for (const notice of notices) say(notice);
  const { model, evaluation: assembled } = await assemble(withoutOwnTask(scored), parts);
  loadWeights(model.params, weights);
  const file = vectors === undefined ? undefined : vectorFile();
  const evaluation = await scoreModel(model, assembled, parts, file?.add);
  const collisions = await scoreCollisions(model, assembled, parts);
  if (vectors !== undefined && file) writeFileSync(vectors, await file.encode());
  if (storage) {
    const name = describeTask(scored, scored.evaluation);
    await kept(say, path, () =>
      keepEvaluation(storage, {
        name,
        settings: scored,
        split: scored.evaluation.split,
        images: evaluation.images,
        backend,
        row: scoreRow(`${settings.model.algorithm}, ${name}`, evaluation, collisions),
        steps: stepScores([evaluation]),
        ...(collisions ? { copying: collisions.copying } : {}),
        command: commandOf(path, flags),
      }),
    );
    if (report) await saveReport([path], { parts });
  }
  return { ...run, evaluation, collisions, assembled };
}

/** Returns settings whose evaluation has the task of the settings themselves: data, K and EM steps that an evaluation asks for are in them already. */
export function withoutOwnTask(scored: Settings): Settings {
  return { ...scored, evaluation: { ...scored.evaluation, components: 'same', frames: 'same', emSteps: 'same', firstSteps: 'same' } };
}

/** Returns the data of a name: those of an experiment, a data set, or the files at a path. */
async function dataOf(name: string | undefined, parts: Parts): Promise<string | DataSettings | undefined> {
  if (name === undefined || isExperiment(name) || dataSetNamed(name, parts) || !existsSync(name)) return name;
  return (await settingsForData(name, parts)).data;
}

/** Records something in the folder of a run. If the folder cannot be written, it only warns, so that the caller still shows the result. */
async function kept(say: (text: string) => void, path: string, keep: () => Promise<unknown>): Promise<void> {
  try {
    await keep();
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    say(`the result could not be recorded in ${path}: ${error.message}`);
  }
}

function commandOf(path: string, { data, k, frames, emSteps, firstSteps, restarts, split, testImages }: EvaluationFlags): string {
  const task = { data, k, frames, 'em-steps': emSteps, 'first-steps': firstSteps, restarts };
  const given = { ...task, split: split === 'test' ? undefined : split, 'test-images': testImages };
  const flags = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, quote(String(value))]));
  return ['nem evaluate', quote(path), ...flags].join(' ');
}

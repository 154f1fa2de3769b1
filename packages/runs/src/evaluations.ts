import { existsSync, readdirSync } from 'node:fs';
import { complete, type EvaluationSettings, ExperimentError, lastValue, type Settings } from '@neural-em/experiments';
import { RunDataError, type RunStorage } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { jsonBytes, readJson } from './json.ts';
import { checkFile } from './schema.ts';
import { keptEvaluation } from './schemas.ts';
import type { ScoreRow } from './scores.ts';
import type { StepScore } from './step-scores.ts';
import { startsText } from './words.ts';

/** A recorded evaluation of a run: `evaluations/NAME.json`. */
export interface KeptEvaluation {
  /** A description of the task that was scored. */
  readonly name: string;
  /** The settings of the training with those of the evaluation, all of which are in `evaluation`. */
  readonly settings: Settings;
  readonly split: EvaluationSettings['split'];
  readonly images: number;
  readonly backend: string;
  readonly row: ScoreRow;
  readonly steps: readonly StepScore[];
  /** The loss of copying the frame before, if the data say which objects collide. */
  readonly copying?: ScoreRow;
  /** The command that repeats the evaluation. */
  readonly command: string;
}

const FOLDER = 'evaluations';

/** Returns the number of EM steps of an evaluation. */
export function stepsOf({ data, training }: Settings): number {
  const steps = lastValue(training.emSteps);
  return typeof steps === 'number' ? steps : data.frames - 1;
}

/** Returns the number of EM steps that count in the scores of an evaluation. */
export function stepsThatWeigh(settings: Settings): number {
  return settings.training.stepWeights === 'last' ? 1 : stepsOf(settings);
}

/** Returns a description of a task: data, objects, K, steps and starts. */
export function describeTask(settings: Settings, { split, restarts }: Pick<EvaluationSettings, 'split' | 'restarts'>): string {
  const { data, model } = settings;
  const still = data.frames === 1 && data.velocity ? 'static ' : '';
  const name = data.path === undefined ? `${data.kind}, ${data.objects} objects` : data.path;
  const of = split === 'test' ? '' : ` of ${split}`;
  const firstSteps = lastValue(model.firstSteps);
  const first = firstSteps === 1 ? '' : `, ${firstSteps} on the first frame`;
  return `${still}${name}${of}, K = ${model.components}, ${stepsOf(settings)} steps${first}${startsText(restarts)}`;
}

/** Records an evaluation in the folder of its run and replaces an earlier one of the same name. Returns the name of the file. */
export async function keepEvaluation(storage: RunStorage, evaluation: KeptEvaluation): Promise<string> {
  const name = `${FOLDER}/${evaluation.name.replace(/[^\w-]+/g, '-')}.json`;
  await storage.write(name, jsonBytes(evaluation));
  return name;
}

/**
 * Reads the recorded evaluations of a run, by name.
 *
 * @throws RunDataError if a file is damaged.
 */
export async function readEvaluations(path: string): Promise<KeptEvaluation[]> {
  if (!existsSync(`${path}/${FOLDER}`)) return [];
  const names = readdirSync(`${path}/${FOLDER}`).filter((name) => name.endsWith('.json'));
  return Promise.all(names.sort().map((name) => read(path, `${FOLDER}/${name}`)));
}

async function read(path: string, name: string): Promise<KeptEvaluation> {
  const file = `${path}/${name}`;
  const found = await readJson(folderStorage(path), name, path);
  checkFile(file, found, keptEvaluation);
  const kept = found as KeptEvaluation;
  try {
    return { ...kept, settings: complete(kept.settings) };
  } catch (error) {
    throw error instanceof ExperimentError ? new RunDataError(`${file}: ${error.message}`) : error;
  }
}

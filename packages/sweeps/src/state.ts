import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationSettings } from '@neural-em/experiments';
import { readEvaluations, readResult, readRunConfig, type ScoreRow } from '@neural-em/runs';
import { isDone } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { SweepError } from './errors.ts';
import type { SweepFolder } from './folder.ts';
import { trainingDifferences } from './plan/identity.ts';
import type { PlannedRun, Sweep } from './plan/plan.ts';
import { readRunTime } from './sessions.ts';

/** Where a run of a sweep stands. */
export interface RunState {
  readonly run: PlannedRun;
  readonly path: string;
  /** `trained`: it has ended, and is still to be scored as the sweep says now. */
  readonly state: 'missing' | 'begun' | 'trained' | 'done';
  /** Training steps of its newest checkpoint. */
  readonly step: number;
  /** Of a run that is done. */
  readonly scores?: ScoreRow;
  /** Of training and scoring, over all sessions; of the one that ended it where others are not known. */
  readonly seconds?: number;
}

/**
 * Where every run of a sweep stands.
 *
 * @throws SweepError where a folder holds a run of other settings; RunDataError where one is damaged.
 */
export async function readStates(sweep: Sweep, folder: SweepFolder): Promise<RunState[]> {
  const states: RunState[] = [];
  for (const run of sweep.runs) states.push(await readState(run, folder.pathOf(run)));
  return states;
}

/** Where one run stands. Throws as `readStates` does. */
export async function readState(run: PlannedRun, path: string): Promise<RunState> {
  if (!existsSync(join(path, 'config.json'))) return { run, path, state: 'missing', step: 0 };
  const { settings } = await readRunConfig(path);
  const [other] = trainingDifferences(settings, run.settings);
  if (other) {
    const [setting, value, wanted] = other;
    throw new SweepError(
      `${path} holds a run of other settings: ${setting} is ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}; move it, or name another folder with --out`,
    );
  }
  const step = newestStep(path);
  if (!(await isDone(folderStorage(path)))) return { run, path, state: 'begun', step };
  const result = await readResult(path);
  const spent = readRunTime(path)?.seconds ?? result?.seconds;
  const seconds = spent === undefined ? {} : { seconds: spent };
  const own = alike(settings.evaluation, run.settings.evaluation) ? result?.rows[0] : undefined;
  const scores = own ?? (await keptScores(run, path));
  return scores ? { run, path, state: 'done', step, scores, ...seconds } : { run, path, state: 'trained', step, ...seconds };
}

/** What an evaluation gave that the run keeps beside the one that ended it. */
async function keptScores({ settings }: PlannedRun, path: string): Promise<ScoreRow | undefined> {
  const kept = await readEvaluations(path);
  return kept.find((one) => alike(one.settings.evaluation, settings.evaluation))?.row;
}

function alike(a: EvaluationSettings, b: EvaluationSettings): boolean {
  return (Object.keys(a) as (keyof EvaluationSettings)[]).every((name) => a[name] === b[name]);
}

function newestStep(path: string): number {
  const folder = join(path, 'checkpoints');
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce((newest, name) => Math.max(newest, Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0)), 0);
}

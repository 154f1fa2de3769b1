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

/** The state of a run of a sweep. */
export interface RunState {
  readonly run: PlannedRun;
  readonly path: string;
  /** `trained` means that the training has ended, but the run must still be scored as the sweep now says. */
  readonly state: 'missing' | 'begun' | 'trained' | 'done';
  /** Training step of the newest checkpoint. */
  readonly step: number;
  /** Scores of a run that is done. */
  readonly scores?: ScoreRow;
  /** Seconds of training and scoring, over all sessions; only of the last session if the others were not timed. */
  readonly seconds?: number;
}

/**
 * Reads the state of every run of a sweep.
 *
 * @throws SweepError if a folder holds a run of other settings; RunDataError if a folder is damaged.
 */
export async function readStates(sweep: Sweep, folder: SweepFolder): Promise<RunState[]> {
  const states: RunState[] = [];
  for (const run of sweep.runs) states.push(await readState(run, folder.pathOf(run)));
  return states;
}

/** Reads the state of one run. Throws as `readStates` does. */
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

/** Returns the scores of a later evaluation that the run folder holds, beside those from the end of the run. */
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

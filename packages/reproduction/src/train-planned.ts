import { existsSync } from 'node:fs';
import { type BackendFacts, continueRun, type Progress, performRun, RunError, readRunConfig } from '@neural-em/runs';
import { isDone, RunLockedError } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { differences, type PlannedRun, plannedSettings } from './plan.ts';
import { readRunTime, timed } from './sessions.ts';

/** How planned runs are trained. */
export interface TrainPlannedOptions {
  readonly testImages: number;
  readonly backend: BackendFacts;
  readonly say: (text: string) => void;
  readonly progress?: ((label: string) => Progress) | undefined;
  readonly pause?: AbortSignal | undefined;
}

/** What is left to a run whose minutes are over, to end it and score it. */
const LAST_MINUTES = 0.01;

/**
 * Trains what is left of planned runs, one after the other; false where a signal ended that early. A run that another
 * process is at is passed over, so that several can work on one plan.
 *
 * @throws RunError where a folder holds a run of other settings.
 */
export async function trainPlanned(runs: readonly PlannedRun[], options: TrainPlannedOptions): Promise<boolean> {
  for (const run of runs) await checkIsPlanned(run);
  for (const [i, run] of runs.entries()) {
    if (await isDone(folderStorage(run.folder))) continue;
    options.say(`\nrun ${i + 1} of ${runs.length}: ${run.name}, seed ${run.seed}`);
    try {
      await timed(run.folder, () => trainOne(run, options));
    } catch (error) {
      if (!(error instanceof RunLockedError)) throw error;
      options.say(`${run.folder} is another process's: passed over`);
      continue;
    }
    if (!(await isDone(folderStorage(run.folder)))) return false;
  }
  return true;
}

async function trainOne(planned: PlannedRun, { testImages, ...options }: TrainPlannedOptions): Promise<void> {
  const { folder, minutes } = planned;
  const spent = (readRunTime(folder)?.seconds ?? 0) / 60;
  const left = minutes === undefined ? undefined : Math.max(LAST_MINUTES, minutes - spent);
  const settings = plannedSettings(planned, { testImages });
  const how = { ...options, minutes: left };
  if (existsSync(`${folder}/config.json`)) await continueRun(folder, { ...how, evaluation: settings.evaluation });
  else await performRun(settings, { ...how, out: folder });
}

/** Throws a `RunError` where the folder of a planned run holds another one. */
export async function checkIsPlanned(run: PlannedRun): Promise<void> {
  if (!existsSync(`${run.folder}/config.json`)) return;
  const [first] = differences(plannedSettings(run), (await readRunConfig(run.folder)).settings);
  if (first) throw new RunError(`${run.folder} holds a run of other settings: ${first}; give another folder with --out`);
}

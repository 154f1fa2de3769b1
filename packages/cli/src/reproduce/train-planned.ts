import { existsSync } from 'node:fs';
import { isDone, RunLockedError } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { trainCommand } from '../commands/train.ts';
import { UsageError } from '../errors.ts';
import { readRunConfig } from '../run-folder.ts';
import { differences, type PlannedRun, plannedSettings } from './plan.ts';
import { readRunTime, timed } from './sessions.ts';

/** How planned runs are trained. */
export interface TrainPlannedOptions {
  readonly testImages: number;
  readonly backend?: string | undefined;
  readonly say: (text: string) => void;
}

/** What is left to a run whose minutes are over, to end it and score it. */
const LAST_MINUTES = 0.01;

/**
 * Trains what is left of planned runs, one after the other; false where a signal ended that early. A run that another
 * process is at is passed over, so that several can work on one plan.
 *
 * @throws UsageError where a folder holds a run of other settings.
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

async function trainOne(
  { experiment, set, seed, folder, minutes, restarts }: PlannedRun,
  { testImages, backend }: TrainPlannedOptions,
): Promise<void> {
  const spent = (readRunTime(folder)?.seconds ?? 0) / 60;
  const flags = {
    testImages,
    ...(restarts === undefined ? {} : { restarts }),
    ...(backend === undefined ? {} : { backend }),
    ...(minutes === undefined ? {} : { minutes: Math.max(LAST_MINUTES, minutes - spent) }),
  };
  if (existsSync(`${folder}/config.json`)) await trainCommand(undefined, { ...flags, resume: folder });
  else await trainCommand(experiment, { ...flags, set, seed, out: folder });
}

/** Throws a `UsageError` where the folder of a planned run holds another one. */
export async function checkIsPlanned(run: PlannedRun): Promise<void> {
  if (!existsSync(`${run.folder}/config.json`)) return;
  const [first] = differences(plannedSettings(run), (await readRunConfig(run.folder)).settings);
  if (first) throw new UsageError(`${run.folder} holds a run of other settings: ${first}; give another folder with --out`);
}

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunLockedError } from '@neural-em/trainers';

/** The time that a run took, over all sessions in which it was trained. */
export interface RunTime {
  readonly seconds: number;
  /** Whether the time includes all sessions of the run; sessions of other commands are not timed. */
  readonly isWhole: boolean;
}

const FILE = 'sessions.json';
const SAVE_EVERY = 30_000;

/** Returns the recorded time of a run; undefined if there is no record. */
export function readRunTime(folder: string): RunTime | undefined {
  try {
    const { seconds, isWhole }: Partial<RunTime> = JSON.parse(readFileSync(join(folder, FILE), 'utf8'));
    return Number.isFinite(seconds) ? { seconds: Number(seconds), isWhole: isWhole === true } : undefined;
  } catch {
    // The file is missing or damaged. Only the time is lost.
    return undefined;
  }
}

/**
 * Does the work of a session on a run, and adds its time to that of earlier sessions. The time is written again and again during the work,
 * because the process may be killed.
 */
export async function timed<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const isNew = !existsSync(join(folder, 'config.json'));
  const before = readRunTime(folder) ?? { seconds: 0, isWhole: isNew };
  const started = performance.now();
  const save = () => {
    if (!existsSync(join(folder, 'config.json'))) return;
    const time: RunTime = { ...before, seconds: before.seconds + (performance.now() - started) / 1000 };
    try {
      writeFileSync(join(folder, `${FILE}.new`), `${JSON.stringify(time)}\n`);
      renameSync(join(folder, `${FILE}.new`), join(folder, FILE));
    } catch {
      // The disk may be full. The run itself will report that.
    }
  };
  const timer = setInterval(save, SAVE_EVERY);
  try {
    const done = await work();
    save();
    return done;
  } catch (error) {
    // If the run is locked, another process records its time.
    if (!(error instanceof RunLockedError)) save();
    throw error;
  } finally {
    clearInterval(timer);
  }
}

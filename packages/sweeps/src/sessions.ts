import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunLockedError } from '@neural-em/trainers';

/** How long a run took, over all sessions in which it was trained. */
export interface RunTime {
  readonly seconds: number;
  /** Whether these are all its sessions: one of another command is not counted. */
  readonly isWhole: boolean;
}

const FILE = 'sessions.json';
const SAVE_EVERY = 30_000;

/** What is known of the time that a run took; undefined where nothing is. */
export function readRunTime(folder: string): RunTime | undefined {
  try {
    const { seconds, isWhole }: Partial<RunTime> = JSON.parse(readFileSync(join(folder, FILE), 'utf8'));
    return Number.isFinite(seconds) ? { seconds: Number(seconds), isWhole: isWhole === true } : undefined;
  } catch {
    // It is not there, or damaged: no more is lost than the time.
    return undefined;
  }
}

/** Does a session's work on a run and adds its time to that of the sessions before; written down as it goes, for it may be killed. */
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
      // A full disk: the run itself tells of it.
    }
  };
  const timer = setInterval(save, SAVE_EVERY);
  try {
    const done = await work();
    save();
    return done;
  } catch (error) {
    // The time is another process's to keep.
    if (!(error instanceof RunLockedError)) save();
    throw error;
  } finally {
    clearInterval(timer);
  }
}

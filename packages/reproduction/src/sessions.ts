import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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
  const path = join(folder, FILE);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** Does a session's work on a run and adds its time to that of the sessions before; written down as it goes, for it may be killed. */
export async function timed(folder: string, work: () => Promise<void>): Promise<void> {
  const isNew = !existsSync(join(folder, 'config.json'));
  const before = readRunTime(folder) ?? { seconds: 0, isWhole: isNew };
  const started = performance.now();
  const save = () => {
    if (!existsSync(join(folder, 'config.json'))) return;
    const seconds = before.seconds + (performance.now() - started) / 1000;
    writeFileSync(join(folder, FILE), `${JSON.stringify({ ...before, seconds })}\n`);
  };
  const timer = setInterval(save, SAVE_EVERY);
  try {
    await work();
    save();
  } catch (error) {
    // The time is another process's to keep.
    if (!(error instanceof RunLockedError)) save();
    throw error;
  } finally {
    clearInterval(timer);
  }
}

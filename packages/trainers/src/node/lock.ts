import { readFileSync } from 'node:fs';
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@neural-em/random';
import { RunLockedError } from '../errors.ts';

const BEAT_EVERY = 20_000;
/** A lock of another machine counts as left behind once its file was not touched for so long. */
const SILENCE = 10 * 60_000;

interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When the process started, in the units of its system, where that is known: process numbers are used again. */
  readonly started: string;
}

/**
 * Makes this process the only writer of a folder, until the function that is returned is called or the process is gone.
 * The lock is a file whose name tells its owner: each contender makes its own and then looks for others, so of two at least
 * one sees the other and steps back. A lock whose process is gone is removed.
 *
 * @throws RunLockedError where another process writes to the folder.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const name = nameOf({ host: hostname(), pid: process.pid, started: startOf(process.pid) });
  const own = join(folder, name);
  const random = createRandom(process.pid, 'lock');
  for (let attempt = 1; ; attempt++) {
    const other = await liveOwner(folder, name);
    if (!other) {
      await writeFile(own, '', { flag: 'wx' }).catch((error) => refuseSecondLock(error, folder));
      if (!(await liveOwner(folder, name))) break;
      await rm(own, { force: true });
    } else if (attempt > 3) throw lockedBy(folder, other);
    await sleep(random.uniform() * 20 * 2 ** Math.min(attempt, 5));
  }
  await removeStale(folder, name);
  const beat = setInterval(() => utimes(own, new Date(), new Date()).catch(() => {}), BEAT_EVERY);
  beat.unref();
  return async () => {
    clearInterval(beat);
    await rm(own, { force: true });
  };
}

function refuseSecondLock(error: unknown, folder: string): never {
  if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
    throw new RunLockedError(`${folder} is in use by this process already`);
  throw error;
}

function lockedBy(folder: string, { host, pid }: Owner): RunLockedError {
  const where = host === hostname() ? '' : ` on ${host}`;
  return new RunLockedError(`${folder} is in use by process ${pid}${where}: two runs cannot write to one folder`);
}

async function liveOwner(folder: string, except: string): Promise<Owner | undefined> {
  for (const [name, owner] of await locksIn(folder)) if (name !== except && (await isAlive(join(folder, name), owner))) return owner;
  return undefined;
}

async function removeStale(folder: string, except: string): Promise<void> {
  for (const [name, owner] of await locksIn(folder))
    if (name !== except && !(await isAlive(join(folder, name), owner))) await rm(join(folder, name), { force: true });
}

async function locksIn(folder: string): Promise<[name: string, owner: Owner][]> {
  return (await readdir(folder)).flatMap((name): [string, Owner][] => {
    const [, host, pid, started] = /^lock-(.*)-(\d+)-(\d*)$/.exec(name) ?? [];
    return host === undefined ? [] : [[name, { host, pid: Number(pid), started: started! }]];
  });
}

async function isAlive(file: string, { host, pid, started }: Owner): Promise<boolean> {
  if (host !== hostname()) {
    const touched = await stat(file).catch(() => undefined);
    return touched !== undefined && Date.now() - touched.mtimeMs < SILENCE;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return started === '' || started === startOf(pid);
}

/** When a process started, from /proc; empty where there is none. */
function startOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold anything.
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function nameOf({ host, pid, started }: Owner): string {
  return `lock-${host}-${pid}-${started}`;
}

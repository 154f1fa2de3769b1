import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@neural-em/random';
import { RunLockedError } from '../errors.ts';
import { lockNameOf, type Owner, ownerOf, scopeOfProcesses, startOf } from './lock-owner.ts';

/** Times of a lock, in milliseconds. */
export interface LockTimes {
  /** The time between two touches of a lock. */
  readonly beat: number;
  /** The age from which a lock of another machine counts as alive only after it was watched. */
  readonly silence: number;
}

/** Options of `lockFolder`. */
export interface LockOptions {
  readonly times?: LockTimes;
  /** Called with a text that says what the process waits for, if it has to watch a lock. */
  readonly notice?: ((text: string) => void) | undefined;
}

const TIMES: LockTimes = { beat: 20_000, silence: 10 * 60_000 };
/** How long a lock is watched, in intervals between touches. */
const WATCHED = 2.5;

/**
 * Makes this process the only writer of a folder, until the process ends or calls the function that is returned.
 * The lock is a file whose name says who owns it. Each process makes its own lock and then looks for others, so that of two processes at least
 * one sees the other and steps back. A lock whose process has ended is removed. On one machine, process numbers tell whether a process has ended,
 * if the two processes can see each other. For other owners the date of the lock decides, because a live process touches its lock every 20
 * seconds. Clocks of two machines may differ, so a lock that looks old, or whose date is in the future, is watched for 50 seconds before it counts
 * as left behind.
 *
 * @throws RunLockedError if another process writes to the folder.
 */
export async function lockFolder(folder: string, { times = TIMES, notice = () => {} }: LockOptions = {}): Promise<() => Promise<void>> {
  const name = lockNameOf({ host: hostname(), pid: process.pid, started: startOf(process.pid), scope: scopeOfProcesses() });
  const own = join(folder, name);
  const random = createRandom(process.pid, 'lock');
  const liveOwner = () => findLiveOwner(folder, name, { times, notice });
  for (let attempt = 1; ; attempt++) {
    const other = await liveOwner();
    if (!other) {
      await writeFile(own, '', { flag: 'wx' }).catch((error) => refuseSecondLock(error, folder));
      if (!(await liveOwner())) break;
      await rm(own, { force: true });
    } else if (attempt > 3) throw lockedBy(folder, other);
    await sleep(random.uniform() * 20 * 2 ** Math.min(attempt, 5));
  }
  const beat = setInterval(() => utimes(own, new Date(), new Date()).catch(() => {}), times.beat);
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

function lockedBy(folder: string, owner: Owner): RunLockedError {
  const near = owner.host === hostname() && ['', scopeOfProcesses()].includes(owner.scope);
  const where = near ? '' : ` on ${owner.host}`;
  const hint = near
    ? ''
    : `. If that process is gone, its lock counts as left behind after ten minutes; or remove ${join(folder, owner.file)}`;
  return new RunLockedError(`${folder} is in use by process ${owner.pid}${where}: two runs cannot write to one folder${hint}`);
}

/** Returns the first other owner that is alive, and removes locks that were left behind. */
async function findLiveOwner(folder: string, except: string, options: Required<LockOptions>): Promise<Owner | undefined> {
  const others = (await readdir(folder)).filter((name) => name !== except).flatMap((name) => ownerOf(name) ?? []);
  for (const owner of others) {
    const file = join(folder, owner.file);
    if (await isAlive(file, owner, options)) return owner;
    await rm(file, { force: true });
  }
  return undefined;
}

async function isAlive(file: string, owner: Owner, options: Required<LockOptions>): Promise<boolean> {
  const { host, pid, started, scope } = owner;
  // A lock has no scope if its system has none, or if an older release wrote it.
  if (host !== hostname() || (scope !== '' && scope !== scopeOfProcesses())) return beats(file, owner, options);
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return started === '' || started === startOf(pid);
}

/** Tells whether a lock was touched lately, or is touched while it is watched. */
async function beats(file: string, { host, pid }: Owner, { times: { beat, silence }, notice }: Required<LockOptions>): Promise<boolean> {
  const touched = async () => (await stat(file).catch(() => undefined))?.mtimeMs;
  const first = await touched();
  if (first === undefined) return false;
  if (Math.abs(Date.now() - first) < silence) return true;
  const seconds = Math.ceil((WATCHED * beat) / 1000);
  const end = new Date(Date.now() + WATCHED * beat).toLocaleTimeString('en-GB');
  notice?.(
    `waits for at most ${seconds} s, until ${end}: ${file} is the lock of process ${pid} on ${host}, last touched ${new Date(first).toISOString()} by the clock of its folder. If it is not touched until then, its owner is gone and the lock is removed`,
  );
  const until = performance.now() + WATCHED * beat;
  while (performance.now() < until) {
    await sleep(beat / 10);
    const now = await touched();
    if (now !== first) return now !== undefined;
  }
  return false;
}

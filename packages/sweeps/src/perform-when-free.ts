import { setTimeout as sleep } from 'node:timers/promises';
import type { PerformOptions } from '@neural-em/runs';
import { RunLockedError } from '@neural-em/trainers';
import { performPlanned } from './perform.ts';
import type { PlannedRun } from './plan/plan.ts';

const WAIT = 30_000;
/** The longest wait for a lock. A lock that a lost machine left behind is known as such after ten minutes, and a minute of watching. */
const LONGEST = 12 * 60_000;

/**
 * Does the same as `performPlanned` once the lock of the run is free: a job that returns after its machine was lost finds the old lock
 * still there. It waits for at most twelve minutes.
 *
 * @returns `paused` if the run was saved before its end, or the wait was.
 */
export async function performWhenFree(run: PlannedRun, path: string, options: PerformOptions = {}): Promise<'done' | 'paused'> {
  const { pause, say } = options;
  const until = performance.now() + LONGEST;
  for (;;) {
    try {
      return await performPlanned(run, path, options);
    } catch (error) {
      if (!(error instanceof RunLockedError) || performance.now() > until) throw error;
      say?.(`${error.message}; waiting for it`);
      await sleep(WAIT, undefined, pause ? { signal: pause } : {}).catch(() => {});
      if (pause?.aborted) return 'paused';
    }
  }
}

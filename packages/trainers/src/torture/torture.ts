import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@neural-em/random';
import { buildWorker, checksums, startWorker } from './processes.ts';

/** What came of killing. */
export interface TortureReport {
  readonly kills: number;
  /** Runs that came to their end meanwhile. */
  readonly runs: number;
  /** What was wrong: a process that could not go on, or files that are not those of the uninterrupted run. */
  readonly faults: readonly string[];
}

/**
 * Kills (-9) training processes at random moments, `kills` times, each time starting another one in the same folder; when a
 * run comes to its end, compares every file with the uninterrupted run's and begins the next run. Ends at the first fault.
 */
export async function torture({ kills, steps, seed }: { kills: number; steps: number; seed: number }): Promise<TortureReport> {
  const folder = await mkdtemp(join(tmpdir(), 'nem-torture-'));
  try {
    const worker = await buildWorker(folder);
    const whole = startWorker(worker, join(folder, 'whole'), String(steps));
    await whole.locked;
    const started = performance.now();
    await whole.exit;
    let duration = performance.now() - started;
    const expected = checksums(join(folder, 'whole'));
    const random = createRandom(seed);
    const faults: string[] = [];
    let killed = 0;
    let runs = 0;
    while (killed < kills && faults.length === 0) {
      const place = join(folder, `run-${runs}`);
      let isDone = false;
      let isWhole = true;
      while (!isDone) {
        const { process: child, locked, exit } = startWorker(worker, place, String(steps));
        if (killed < kills) {
          // One in five is hit as it starts, takes the lock and goes back to its checkpoint.
          if (random.uniform() < 0.8) await locked;
          const began = performance.now();
          await Promise.race([sleep(random.uniform() * duration * 0.6), exit]);
          if (child.exitCode === null && child.kill('SIGKILL')) killed++;
          // A whole run was done before it was hit: the machine is faster now than when the time was taken.
          else if (isWhole) duration = Math.min(duration, performance.now() - began);
          isWhole = false;
        }
        const { code, stderr } = await exit;
        if (code !== null && code !== 0) faults.push(`run ${runs} after ${killed} kills: exit code ${code}, ${stderr.trim()}`);
        isDone = code !== null;
      }
      const found = checksums(place);
      const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
      const wrong = names.filter((name) => found[name] !== expected[name]);
      if (wrong.length > 0) faults.push(`run ${runs}: not as in the uninterrupted run: ${wrong.join(', ')}`);
      await rm(place, { recursive: true });
      runs++;
    }
    return { kills: killed, runs, faults };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

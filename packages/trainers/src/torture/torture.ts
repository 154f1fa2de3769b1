import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@neural-em/random';
import { buildWorker, checksums, startWorker } from './processes.ts';

/** The results of killing processes. */
export interface TortureReport {
  readonly kills: number;
  /** The number of runs that reached their end. */
  readonly runs: number;
  /** The faults: a process that could not continue, or files that differ from those of the uninterrupted run. */
  readonly faults: readonly string[];
}

/**
 * Kills (-9) training processes at random moments, `kills` times, and starts another one in the same folder each time. When a run
 * reaches its end, it compares every file with that of the uninterrupted run and begins the next run. It ends at the first fault.
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
          // One in five is killed while it starts, takes the lock and returns to its checkpoint.
          if (random.uniform() < 0.8) await locked;
          const began = performance.now();
          await Promise.race([sleep(random.uniform() * duration * 0.6), exit]);
          if (child.exitCode === null && child.kill('SIGKILL')) killed++;
          // A whole run ended before it was killed, so the machine is faster now than when the duration was measured.
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

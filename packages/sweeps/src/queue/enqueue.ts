import type { TrackingServers } from '@neural-em/trainers/loggers';
import { type ConnectionOptions, Queue } from 'bullmq';
import type { PlannedRun, Sweep } from '../plan/plan.ts';

/** Which queue of which Redis. */
export interface QueuePlace {
  /** As BullMQ takes it: `{ host, port }`, or a connection of ioredis. */
  readonly connection: ConnectionOptions;
  /** Name of the queue. Default `neural-em`. */
  readonly queue?: string | undefined;
}

/** How runs of a queue are trained, wherever, and who is told of them. */
export interface QueuedJob extends TrackingServers {
  readonly run: PlannedRun;
  /** The backend of TensorFlow.js by its name; the best that a worker has by default. */
  readonly backend?: string | undefined;
  /** A module of parts, at the same path on every worker. */
  readonly parts?: string | undefined;
}

export const QUEUE = 'neural-em';

/**
 * Puts every run of a sweep into a queue. A run is known by the checksum of what is trained: one that is there already, waiting or done, is
 * not put there again; one that failed is tried again.
 *
 * @param retries - attempts after a first one that failed, where another may do better. Default 2.
 * @returns the number of runs that the queue has of this sweep, and how many of them are done.
 */
export async function enqueueSweep(
  sweep: Sweep,
  { connection, queue: name = QUEUE, retries = 2, ...how }: QueuePlace & Omit<QueuedJob, 'run'> & { readonly retries?: number },
): Promise<{ readonly runs: number; readonly done: number }> {
  const queue = new Queue<QueuedJob>(name, { connection });
  try {
    const opts = { attempts: retries + 1, backoff: { type: 'fixed', delay: 1000 } };
    await queue.addBulk(sweep.runs.map((run) => ({ name: run.name, data: { run, ...how }, opts: { ...opts, jobId: `run-${run.hash}` } })));
    const states = await Promise.all(sweep.runs.map(({ hash }) => queue.getJobState(`run-${hash}`)));
    for (const [i, state] of states.entries()) if (state === 'failed') await (await queue.getJob(`run-${sweep.runs[i]!.hash}`))?.retry();
    return { runs: states.length, done: states.filter((state) => state === 'completed').length };
  } finally {
    await queue.close();
  }
}

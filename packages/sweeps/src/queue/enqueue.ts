import type { TrackingServers } from '@neural-em/trainers/loggers';
import { type ConnectionOptions, Queue } from 'bullmq';
import type { PlannedRun, Sweep } from '../plan/plan.ts';

/** The Redis server and the queue on it. */
export interface QueuePlace {
  /** The connection in the form of BullMQ: `{ host, port }`, or a connection of ioredis. */
  readonly connection: ConnectionOptions;
  /** Name of the queue. Default: `neural-em`. */
  readonly queue?: string | undefined;
}

/** How every worker trains the runs of a queue, and to which tracking servers it reports. */
export interface QueuedJob extends TrackingServers {
  readonly run: PlannedRun;
  /** Name of the TensorFlow.js backend. Default: the best one that a worker has. */
  readonly backend?: string | undefined;
  /** Path of a module of parts; it must be the same on every worker. */
  readonly parts?: string | undefined;
}

export const QUEUE = 'neural-em';

/**
 * Puts every run of a sweep into a queue. Runs are recognised by the checksum of their training: a run that is in the queue already,
 * waiting or done, is not added again; a failed run is tried again.
 *
 * @param retries - number of further attempts after a failed one, if another may succeed. Default 2.
 * @returns the number of runs of this sweep in the queue, and how many of them are done.
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

import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DelayedError, type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Outcome } from '../local/messages.ts';
import { startChild } from '../start-child.ts';
import { type Artefacts, fetchRun, keepRun, type RunArtefacts } from './artefacts.ts';
import { QUEUE, type QueuedJob, type QueuePlace } from './enqueue.ts';

/** Options of `startWorker`. */
export interface WorkerOptions extends QueuePlace {
  /** The store for run folders, from which other workers can go on with them. */
  readonly artefacts: Artefacts;
  /** Number of runs at a time. Default: the number of cores of this machine. */
  readonly jobs?: number | undefined;
  /** Number of threads of each run. Default 1. */
  readonly threads?: number | undefined;
  /** Folder for the runs under way. Default: a new temporary folder. */
  readonly scratch?: string | undefined;
  /** Seconds between two copies of a run under way to the store; it is copied only if it has a new checkpoint. Default 30. */
  readonly keepEvery?: number | undefined;
  /** Seconds after which another worker takes over a run whose worker is gone. Default 60. */
  readonly lock?: number | undefined;
  /** Seconds after which a full disk is tried again. Default 60. */
  readonly wait?: number | undefined;
  readonly say?: ((text: string) => void) | undefined;
}

/** A machine that works on a queue. */
export interface QueueWorker {
  /** Saves and keeps the runs under way, puts them back into the queue, and leaves. */
  close(): Promise<void>;
}

/** How often a run may lose its worker. The limit is high, because a lost machine does no harm to the run. */
const MOST_STALLS = 1_000_000;

/** Starts a worker, which trains the runs of a queue until it is closed, each in a separate process. */
export function startWorker(options: WorkerOptions): QueueWorker {
  const { connection, queue = QUEUE, jobs = availableParallelism(), lock = 60, say = () => {} } = options;
  if (options.scratch !== undefined) mkdirSync(options.scratch, { recursive: true });
  const scratch = mkdtempSync(join(options.scratch ?? tmpdir(), 'nem-worker-'));
  const closing = new AbortController();
  const worker = new Worker<QueuedJob>(
    queue,
    (job, token, lost) => perform(job, { ...options, scratch, token, closing: closing.signal, lost: lost ?? new AbortController().signal }),
    {
      connection,
      concurrency: jobs,
      lockDuration: lock * 1000,
      stalledInterval: (lock * 1000) / 2,
      maxStalledCount: MOST_STALLS,
    },
  );
  // Redis may be unreachable for a while; the worker reconnects by itself.
  worker.on('error', (error) => say(`queue: ${error.message}`));
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'its lock could not be renewed');
  });
  worker.on('failed', (job, error) => say(`${job?.name} failed: ${error.message}`));
  worker.on('completed', (job) => say(`${job.name} is done`));
  return {
    close: async () => {
      closing.abort();
      await worker.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

interface Performing extends WorkerOptions {
  readonly scratch: string;
  readonly token: string | undefined;
  readonly closing: AbortSignal;
  /** Aborted once another worker has taken over the run. */
  readonly lost: AbortSignal;
}

async function perform(
  job: Job<QueuedJob>,
  { artefacts, threads, scratch, keepEvery = 30, wait = 60, token, closing, lost }: Performing,
): Promise<void> {
  const { run } = job.data;
  const folder = join(scratch, run.name);
  const kept = artefacts(run.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  try {
    await fetchRun(kept, folder);
    const child = startChild({ ...job.data, kind: 'run', path: folder }, { threads });
    const pause = () => child.pause();
    const stop = AbortSignal.any([closing, lost]);
    stop.addEventListener('abort', pause);
    if (stop.aborted) pause();
    const ended = await keepingUp(child.ended, { folder, kept, every: keepEvery, lost });
    stop.removeEventListener('abort', pause);
    if (lost.aborted) throw new Error('its lock was lost: another worker goes on with it');
    await keepRun(folder, kept);
    await settle(job, ended, { token, wait });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies the run to the store whenever it has a new checkpoint, until its process has ended. */
async function keepingUp(
  ended: Promise<Outcome>,
  { folder, kept, every, lost }: { folder: string; kept: RunArtefacts; every: number; lost: AbortSignal },
): Promise<Outcome> {
  let latest = newest(folder);
  let keeping = Promise.resolve();
  const timer = setInterval(() => {
    const now = newest(folder);
    if (now === latest || lost.aborted) return;
    latest = now;
    // If the store is unreachable for a moment, it gets the next checkpoint.
    keeping = keeping.then(() => keepRun(folder, kept)).catch(() => {});
  }, every * 1000);
  try {
    return await ended;
  } finally {
    clearInterval(timer);
    await keeping;
  }
}

function newest(folder: string): string | undefined {
  try {
    return readdirSync(join(folder, 'checkpoints')).sort().at(-1);
  } catch {
    return undefined;
  }
}

/** Tells the queue how an attempt ended. */
async function settle(job: Job<QueuedJob>, outcome: Outcome, { token, wait }: { token: string | undefined; wait: number }): Promise<void> {
  if (outcome.kind === 'done') return;
  if (outcome.kind === 'paused') {
    await job.moveToWait(token);
    throw new WaitingError();
  }
  if (outcome.kind === 'failed') throw outcome.again ? new Error(outcome.message) : new UnrecoverableError(outcome.message);
  await job.moveToDelayed(Date.now() + wait * 1000, token);
  throw new DelayedError();
}

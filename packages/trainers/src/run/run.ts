import { RunDataError, TrainingOptionError } from '../errors.ts';
import type { RunReport } from '../reports.ts';
import type { Checkpoint } from '../state.ts';
import type { RunStorage } from '../storage/types.ts';
import type { Weights } from '../weights.ts';
import { readBest, restoreBest, writeBest } from './best-weights.ts';
import { createCheckpointShelf } from './checkpoint-shelf.ts';
import { createLogBook } from './log-book.ts';
import { metricsLog, type RunLog } from './logs.ts';
import { sealJson, sealOf, unsealJson } from './sealed-json.ts';

const CONFIG = 'config.json';
const DONE = 'DONE';

/** How a run is kept. */
export interface RunOptions {
  /** Checkpoints that are kept, the last ones; the one of the best step is kept beside them. */
  readonly keep?: number;
  /** Files that grow with the run: `metrics.jsonl` by default. */
  readonly logs?: readonly RunLog[];
}

/** A run that is being written. */
export interface Run {
  /** What `createRun` was given. */
  readonly config: Record<string, unknown>;
  /** Where the run stands, for `train` to go on from; undefined before its first checkpoint. */
  readonly checkpoint: Checkpoint | undefined;
  /** Damaged checkpoints that were passed over to find that one, in words. */
  readonly passedOver: readonly string[];
  /** Writes down what a report tells, before the run goes on. */
  record(report: RunReport): Promise<void>;
  /** Marks the run as done. */
  finish(): Promise<void>;
}

/**
 * Begins a run in an empty storage: `config.json`, `metrics.jsonl`, `checkpoints/`, `best/`, `DONE`.
 *
 * @throws TrainingOptionError where the storage holds a run already; StorageError where it cannot be written.
 */
export async function createRun(storage: RunStorage, config: object, options: RunOptions = {}): Promise<Run> {
  if (await storage.read(CONFIG)) throw new TrainingOptionError('createRun: there is a run already; resume it, or choose another place');
  await storage.write(CONFIG, await sealJson(config));
  return openRun(storage, options);
}

/**
 * Goes back to the last good checkpoint of a run: what came after it is cut off the logs, and what an interruption left
 * behind is removed, so that everything is as it was when the checkpoint was taken. Checkpoints, best weights and the logs
 * that they go with know their run, by the checksum of `config.json`, and their step. Files that a run does not write are left alone.
 *
 * @throws RunDataError where config, logs or all checkpoints are damaged, or of another run; StorageError where the storage fails.
 */
export async function openRun(storage: RunStorage, { keep = 3, logs = [metricsLog] }: RunOptions = {}): Promise<Run> {
  const config = await readConfig(storage);
  const id = await sealOf(config);
  const shelf = createCheckpointShelf(storage, id, keep);
  const { latest, passedOver, tidy } = await shelf.open();
  const book = createLogBook(storage, logs);
  // Nothing is removed or cut before all is found to be this run's.
  await book.check(latest?.logs ?? {});
  await tidy();
  await book.cutTo(latest?.logs ?? {});
  await restoreBest(storage, id, latest?.checkpoint);
  let marks = latest?.logs ?? {};
  return {
    config,
    checkpoint: latest?.checkpoint,
    passedOver,
    record: async (report) => {
      if (report.kind === 'diverged' && report.backTo !== undefined) await book.cutTo(marks);
      await book.add(report);
      if (report.kind === 'validation' && report.bestStep === report.step)
        await writeBest(storage, id, { weights: report.best, step: report.step, loss: report.validation.loss });
      if (report.kind !== 'checkpoint') return;
      // The rows up to a checkpoint must be there whenever the checkpoint is.
      marks = await book.flush();
      await shelf.put({ checkpoint: report.checkpoint, logs: marks });
    },
    finish: () => storage.write(DONE, new TextEncoder().encode('This run has ended.\n')),
  };
}

/**
 * What a run was begun with.
 *
 * @throws RunDataError where there is no run, or its `config.json` is damaged.
 */
export async function readConfig(storage: RunStorage): Promise<Record<string, unknown>> {
  const bytes = await storage.read(CONFIG);
  if (!bytes) throw new RunDataError(`there is no run: it has no ${CONFIG}`);
  return unsealJson(CONFIG, bytes);
}

/**
 * The best weights of a run so far; undefined before its first validation.
 *
 * @throws WeightsError where they are damaged or not finite; RunDataError where they are not those of this run.
 */
export async function readBestWeights(storage: RunStorage): Promise<Weights | undefined> {
  return readBest(storage, async () => sealOf(await readConfig(storage)));
}

/** Whether a run has ended. */
export async function isDone(storage: RunStorage): Promise<boolean> {
  return (await storage.read(DONE)) !== undefined;
}

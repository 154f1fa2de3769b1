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

/** Options of storing a run. */
export interface RunOptions {
  /** Number of checkpoints that are kept, besides the one of the best step. */
  readonly keep?: number;
  /** Files that grow with the run. Default: `metrics.jsonl`. */
  readonly logs?: readonly RunLog[];
}

/** A run that is open for writing. */
export interface Run {
  /** The settings that `createRun` was given. */
  readonly config: Record<string, unknown>;
  /** The last checkpoint, from which `train` resumes; undefined before the first one. */
  readonly checkpoint: Checkpoint | undefined;
  /** Descriptions of newer checkpoints that were skipped because they are damaged. */
  readonly passedOver: readonly string[];
  /** Writes a report to the logs and checkpoints of the run. */
  record(report: RunReport): Promise<void>;
  /** Marks the run as done. */
  finish(): Promise<void>;
}

/**
 * Begins a run in an empty storage: `config.json`, `metrics.jsonl`, `checkpoints/`, `best/`, `DONE`.
 *
 * @throws TrainingOptionError if the storage holds a run already; StorageError if it cannot be written.
 */
export async function createRun(storage: RunStorage, config: object, options: RunOptions = {}): Promise<Run> {
  if (await storage.read(CONFIG)) throw new TrainingOptionError('createRun: there is a run already; resume it, or choose another place');
  await storage.write(CONFIG, await sealJson(config));
  return openRun(storage, options);
}

/**
 * Opens a run at its last good checkpoint. It cuts later rows off the logs and removes incomplete files, so that everything is as it was when
 * the checkpoint was written. Checkpoints, best weights and logs hold their step and the checksum of `config.json`, which identifies their run.
 * Files that a run does not write are not touched.
 *
 * @throws RunDataError if config, logs or all checkpoints are damaged, or of another run; StorageError if the storage fails.
 */
export async function openRun(storage: RunStorage, { keep = 3, logs = [metricsLog] }: RunOptions = {}): Promise<Run> {
  const config = await readConfig(storage);
  const id = await sealOf(config);
  const shelf = createCheckpointShelf(storage, id, keep);
  const { latest, passedOver, tidy } = await shelf.open();
  const book = createLogBook(storage, logs);
  // Files are removed and cut only after everything is known to belong to this run.
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
      // A checkpoint is written only after the rows up to it are on disk.
      marks = await book.flush();
      await shelf.put({ checkpoint: report.checkpoint, logs: marks });
    },
    finish: () => storage.write(DONE, new TextEncoder().encode('This run has ended.\n')),
  };
}

/**
 * Returns the settings that a run began with.
 *
 * @throws RunDataError if there is no run, or its `config.json` is damaged.
 */
export async function readConfig(storage: RunStorage): Promise<Record<string, unknown>> {
  const bytes = await storage.read(CONFIG);
  if (!bytes) throw new RunDataError(`there is no run: it has no ${CONFIG}`);
  return unsealJson(CONFIG, bytes);
}

/**
 * Returns the best weights of a run so far; undefined before its first validation.
 *
 * @param notice - called with a text if the weights do not say which run they belong to, as in runs of the first format.
 * @throws WeightsError if the weights are damaged or not finite; RunDataError if they belong to another run.
 */
export async function readBestWeights(
  storage: RunStorage,
  { notice }: { readonly notice?: ((text: string) => void) | undefined } = {},
): Promise<Weights | undefined> {
  return readBest(storage, async () => sealOf(await readConfig(storage)), notice);
}

/** Tells whether a run has ended. */
export async function isDone(storage: RunStorage): Promise<boolean> {
  return (await storage.read(DONE)) !== undefined;
}

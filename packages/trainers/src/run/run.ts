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

/** Options of how a run is stored. */
export interface RunOptions {
  /** Number of checkpoints that are kept; the checkpoint of the best step is kept as well. */
  readonly keep?: number;
  /** Files that grow with the run: `metrics.jsonl` by default. */
  readonly logs?: readonly RunLog[];
}

/** A run that a program writes. */
export interface Run {
  /** The settings that `createRun` was given. */
  readonly config: Record<string, unknown>;
  /** The last checkpoint, from which `train` resumes; undefined before the first one. */
  readonly checkpoint: Checkpoint | undefined;
  /** Descriptions of the damaged checkpoints that were passed over to find it. */
  readonly passedOver: readonly string[];
  /** Writes a report to the logs and checkpoints of the run. */
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
 * Opens a run at its last good checkpoint. It cuts later rows off the logs and removes incomplete files, so that everything is as it was when
 * the checkpoint was written. Checkpoints, best weights and logs hold their step and the checksum of `config.json`, which identifies their run.
 * Files that a run does not write are not touched.
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
 * The settings that a run was begun with.
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
 * @param notice - is told where nothing says whose weights they are, as in runs of the first format.
 * @throws WeightsError where they are damaged or not finite; RunDataError where they are not those of this run.
 */
export async function readBestWeights(
  storage: RunStorage,
  { notice }: { readonly notice?: ((text: string) => void) | undefined } = {},
): Promise<Weights | undefined> {
  return readBest(storage, async () => sealOf(await readConfig(storage)), notice);
}

/** Whether a run has ended. */
export async function isDone(storage: RunStorage): Promise<boolean> {
  return (await storage.read(DONE)) !== undefined;
}

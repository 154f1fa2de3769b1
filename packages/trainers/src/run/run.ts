import { RunDataError, TrainingOptionError } from '../errors.ts';
import type { RunReport } from '../reports.ts';
import { decodeSafetensors, encodeSafetensors } from '../safetensors.ts';
import type { Checkpoint } from '../state.ts';
import type { RunStorage } from '../storage/types.ts';
import type { Weights } from '../weights.ts';
import { createCheckpointShelf } from './checkpoint-shelf.ts';
import { createLogBook } from './log-book.ts';
import { metricsLog, type RunLog } from './logs.ts';
import { sealJson, unsealJson } from './sealed-json.ts';

const CONFIG = 'config.json';
const BEST = 'best/weights.safetensors';
const DONE = 'DONE';

/** How a run is kept. */
export interface RunOptions {
  /** Checkpoints that are kept, the last so many; the one of the best step is kept beside them. */
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
 * Begins a run in an empty storage: `config.json`, `metrics.jsonl`, `checkpoints/`, `best/weights.safetensors`, `DONE`.
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
 * behind is removed, so that everything is as it was when the checkpoint was taken.
 *
 * @throws RunDataError where config or all checkpoints are damaged; StorageError where the storage fails.
 */
export async function openRun(storage: RunStorage, { keep = 3, logs = [metricsLog] }: RunOptions = {}): Promise<Run> {
  const config = await readConfig(storage);
  const shelf = createCheckpointShelf(storage, keep);
  const { latest, passedOver } = await shelf.open();
  const book = createLogBook(storage, logs);
  await book.cutTo(latest?.logs ?? {});
  await restoreBest(storage, latest?.checkpoint);
  let marks = latest?.logs ?? {};
  return {
    config,
    checkpoint: latest?.checkpoint,
    passedOver,
    record: async (report) => {
      if (report.kind === 'diverged' && report.backTo !== undefined) await book.cutTo(marks);
      await book.add(report);
      if (report.kind === 'validation' && report.bestStep === report.step)
        await storage.write(BEST, encodeBest(report.best, report.step, report.validation.loss));
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
 * @throws WeightsError where they are damaged.
 */
export async function readBestWeights(storage: RunStorage): Promise<Weights | undefined> {
  const bytes = await storage.read(BEST);
  return bytes && decodeSafetensors(bytes).weights;
}

/** Whether a run has ended. */
export async function isDone(storage: RunStorage): Promise<boolean> {
  return (await storage.read(DONE)) !== undefined;
}

/** The best weights may be newer than the checkpoint that the run goes on from: theirs are the checkpoint's. */
async function restoreBest(storage: RunStorage, checkpoint: Checkpoint | undefined): Promise<void> {
  const present = await storage.read(BEST);
  const { state, best } = checkpoint ?? {};
  if (!best || !state || state.bestStep === null) {
    // Until a stage has been validated, the best weights are those of the stage before.
    if (present && !(stepOf(present) <= (state?.stageStart ?? 0))) await storage.remove(BEST);
    return;
  }
  const loss = state.history.find(({ step }) => step === state.bestStep)?.loss ?? Number.NaN;
  const expected = encodeBest(best, state.bestStep, loss);
  if (!present || !sameBytes(present, expected)) await storage.write(BEST, expected);
}

function encodeBest(weights: Weights, step: number, loss: number): Uint8Array {
  return encodeSafetensors(weights, { step: String(step), validationLoss: String(loss) });
}

/** The step of encoded best weights; NaN where they are damaged. */
function stepOf(bytes: Uint8Array): number {
  try {
    return Number(decodeSafetensors(bytes).metadata.step);
  } catch {
    return Number.NaN;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

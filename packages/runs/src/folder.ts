import { mkdirSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  createRun,
  metricsLog,
  openRun,
  type Run,
  type RunStorage,
  readBestWeights,
  tensorBoardLog,
  type Weights,
} from '@neural-em/trainers';
import { folderStorage, openRunFolder, type RunFolder } from '@neural-em/trainers/node';
import { type RunConfig, readAnyConfig, readRunConfig } from './config.ts';
import { RunError } from './errors.ts';
import { readJson } from './json.ts';
import { checkFile } from './schema.ts';
import { runResult } from './schemas.ts';
import type { ScoreRow } from './scores.ts';
import type { StepScore } from './step-scores.ts';

/** The result of a run: `result.json`. */
export interface RunResult {
  readonly step: number;
  readonly bestStep: number | null;
  readonly seconds: number;
  readonly testImages: number;
  /** Number of starts of each test image. Default: 1. */
  readonly restarts?: number;
  readonly rows: readonly ScoreRow[];
  /** Scores of each step, if several steps count. */
  readonly steps?: readonly StepScore[];
}

/** A run that is open for writing: its locked folder, and the run in it. */
export interface OpenRun {
  readonly folder: RunFolder;
  readonly run: Run;
  readonly config: RunConfig;
}

/**
 * Makes the folder of a new run: `out`, or the next free number under `runs/`.
 *
 * @throws RunError if `out` holds something already; RunLockedError if another process writes to it.
 */
export async function beginRun(config: RunConfig, out?: string, notice?: (text: string) => void): Promise<OpenRun> {
  const path = out ?? takeNextFree(`runs/${config.settings.experiment}-${config.settings.model.algorithm}`);
  const folder = await openRunFolder(path, { notice });
  try {
    if (readdirSync(path).some((name) => !name.startsWith('lock-')))
      throw new RunError(`${path} is not empty; give another folder with --out, or continue the run with --resume`);
    return { folder, run: await createRun(folder, config, logging(config)), config };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/**
 * Opens a run to resume it.
 *
 * @throws RunError if there is none; RunDataError if its files are damaged; RunLockedError if another process writes to it.
 */
export async function resumeRun(path: string, notice?: (text: string) => void): Promise<OpenRun> {
  await readAnyConfig(path);
  const folder = await openRunFolder(path, { notice });
  try {
    const config = await readRunConfig(path);
    return { folder, run: await openRun(folder, logging(config)), config };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/** A run that is open for reading. */
export interface ReadRun {
  readonly path: string;
  readonly storage: RunStorage;
  readonly config: RunConfig;
  readonly weights: Weights;
  readonly result: RunResult | undefined;
  /** Texts that users should see, for instance that the weights do not say which run they belong to. */
  readonly notices: readonly string[];
}

/** Reads a run, which may still be training. Throws like `resumeRun`, and a RunError if the run has no weights yet. */
export async function readRun(path: string): Promise<ReadRun> {
  const config = await readRunConfig(path);
  const storage = folderStorage(path);
  const notices: string[] = [];
  const weights = await readBestWeights(storage, { notice: (text) => notices.push(`${path}: ${text}`) });
  if (!weights) throw new RunError(`${path} has no weights yet: its first validation is still to come`);
  return { path, storage, config, weights, result: await readResult(path), notices };
}

/** Reads the result of a run; undefined if the run has not ended. Throws a `RunDataError` if `result.json` is damaged. */
export async function readResult(path: string): Promise<RunResult | undefined> {
  const result = await readJson(folderStorage(path), 'result.json', path);
  if (result === undefined) return undefined;
  checkFile(`${path}/result.json`, result, runResult);
  return result as RunResult;
}

function logging({ settings }: RunConfig) {
  const { keep, tensorBoard } = settings.run;
  return { keep, logs: [metricsLog, ...(tensorBoard ? [tensorBoardLog({ now: () => Date.now() / 1000 })] : [])] };
}

/** Makes the first folder of a name that does not exist yet, so that two processes get two folders. */
function takeNextFree(prefix: string): string {
  mkdirSync(dirname(prefix), { recursive: true });
  for (let i = 1; ; i++) {
    try {
      mkdirSync(`${prefix}-${i}`);
      return `${prefix}-${i}`;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

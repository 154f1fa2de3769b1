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

/** What a run ends with: `result.json`. */
export interface RunResult {
  readonly step: number;
  readonly bestStep: number | null;
  readonly seconds: number;
  readonly testImages: number;
  /** Starts of each test image; 1 where it is left out. */
  readonly restarts?: number;
  readonly rows: readonly ScoreRow[];
  /** Scores per step, where several weigh. */
  readonly steps?: readonly StepScore[];
}

/** A run that is being written: its folder, locked, and what the library writes into it. */
export interface OpenRun {
  readonly folder: RunFolder;
  readonly run: Run;
  readonly config: RunConfig;
}

/**
 * Makes the folder of a new run: `out`, or the next free number under `runs/`.
 *
 * @throws RunError where `out` holds something already; RunLockedError where another process writes to it.
 */
export async function beginRun(config: RunConfig, out?: string): Promise<OpenRun> {
  const path = out ?? takeNextFree(`runs/${config.settings.experiment}-${config.settings.model.algorithm}`);
  const folder = await openRunFolder(path);
  try {
    if (readdirSync(path).some((name) => !name.startsWith('lock-')))
      throw new RunError(`${path} is not empty; give another folder with --out, or go on with a run with --resume`);
    return { folder, run: await createRun(folder, config, logging(config)), config };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/**
 * Opens a run to go on with it.
 *
 * @throws RunError where there is none; RunDataError where its files are damaged; RunLockedError where another process writes to it.
 */
export async function resumeRun(path: string): Promise<OpenRun> {
  await readAnyConfig(path);
  const folder = await openRunFolder(path);
  try {
    const config = await readRunConfig(path);
    return { folder, run: await openRun(folder, logging(config)), config };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/** A run to look at. */
export interface ReadRun {
  readonly path: string;
  readonly storage: RunStorage;
  readonly config: RunConfig;
  readonly weights: Weights;
  readonly result: RunResult | undefined;
}

/** Opens a run to look at it, which may be under way. Throws as `resumeRun` does, and a RunError where it has no weights yet. */
export async function readRun(path: string): Promise<ReadRun> {
  const config = await readRunConfig(path);
  const storage = folderStorage(path);
  const weights = await readBestWeights(storage);
  if (!weights) throw new RunError(`${path} has no weights yet: its first validation is still to come`);
  return { path, storage, config, weights, result: await readResult(path) };
}

/** What a run ended with; undefined where it has not. Throws a `RunDataError` where `result.json` is damaged. */
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

/** Makes the first folder of the name that is not there yet, so that of two processes each has its own. */
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

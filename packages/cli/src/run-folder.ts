import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { ChosenBackend } from '@neural-em/backends';
import { complete, ExperimentError, type Settings } from '@neural-em/experiments';
import {
  createRun,
  metricsLog,
  openRun,
  type Run,
  type RunStorage,
  readBestWeights,
  readConfig,
  tensorBoardLog,
  type Weights,
} from '@neural-em/trainers';
import { folderStorage, openRunFolder, type RunFolder } from '@neural-em/trainers/node';
import { DataError, UsageError } from './errors.ts';
import type { ScoreRow } from './scoreboard.ts';
import type { StepScore } from './step-scores.ts';
import { version } from './version.ts';

/** What a run keeps about itself: `config.json`. */
export interface RunConfig {
  readonly settings: Settings;
  readonly backend: { readonly name: string; readonly description: string };
  readonly machine: { readonly processor: string; readonly cores: number; readonly memory: string; readonly system: string };
  readonly versions: { readonly nem: string; readonly node: string };
  /** The run whose weights this one began with. */
  readonly from?: string;
}

/** What a run ends with: `result.json`. */
export interface RunResult {
  readonly step: number;
  readonly bestStep: number | null;
  readonly seconds: number;
  readonly testImages: number;
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

/** What a run that is begun here and now keeps about itself. */
export function describeRun(settings: Settings, { name, description }: ChosenBackend, from?: string): RunConfig {
  const [processor] = cpus();
  return {
    settings,
    backend: { name, description },
    machine: {
      processor: processor?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
      system: `${process.platform} ${process.arch}`,
    },
    versions: { nem: version, node: process.version },
    ...(from === undefined ? {} : { from }),
  };
}

/**
 * Makes the folder of a new run: `out`, or the next free number under `runs/`.
 *
 * @throws UsageError where `out` holds something already; RunLockedError where another process writes to it.
 */
export async function beginRun(config: RunConfig, out?: string): Promise<OpenRun> {
  const path = out ?? takeNextFree(`runs/${config.settings.experiment}-${config.settings.model.algorithm}`);
  const folder = await openRunFolder(path);
  try {
    if (readdirSync(path).some((name) => !name.startsWith('lock-')))
      throw new UsageError(`${path} is not empty; give another folder with --out, or go on with a run with --resume`);
    return { folder, run: await createRun(folder, config, logging(config)), config };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/**
 * Opens a run to go on with it.
 *
 * @throws UsageError where there is none; DataError or RunDataError where its files are damaged; RunLockedError where another process writes to it.
 */
export async function resumeRun(path: string): Promise<OpenRun> {
  checkIsRun(path);
  const folder = await openRunFolder(path);
  try {
    const config = await readRunConfig(path);
    return { folder, run: await openRun(folder, logging(config)), config };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/** Opens a run to look at it, which may be under way. Throws as `resumeRun` does, and a UsageError where it has no weights yet. */
export async function readRun(
  path: string,
): Promise<{ storage: RunStorage; config: RunConfig; weights: Weights; result: RunResult | undefined }> {
  const config = await readRunConfig(path);
  const storage = folderStorage(path);
  const weights = await readBestWeights(storage);
  if (!weights) throw new UsageError(`${path} has no weights yet: its first validation is still to come`);
  return { storage, config, weights, result: await readResult(path) };
}

/** The settings of a run and what they ran on. */
export async function readRunConfig(path: string): Promise<RunConfig> {
  checkIsRun(path);
  const config = await readConfig(folderStorage(path));
  const { settings, backend } = config;
  if (!isTree(settings) || !isTree(backend) || typeof backend.name !== 'string')
    throw new DataError(`${path}/config.json holds no settings of a run`);
  try {
    return { ...(config as Record<string, unknown> & RunConfig), settings: complete(settings) };
  } catch (error) {
    throw error instanceof ExperimentError ? new DataError(`${path}/config.json: ${error.message}`) : error;
  }
}

/** What a run ended with; undefined where it has not. */
export async function readResult(path: string): Promise<RunResult | undefined> {
  const bytes = await folderStorage(path).read('result.json');
  if (!bytes) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new DataError(`${path}/result.json is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function checkIsRun(path: string): void {
  if (!existsSync(`${path}/config.json`)) throw new UsageError(`${path} is no run: it has no config.json`);
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

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

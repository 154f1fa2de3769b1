import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExperimentSettings } from '@neural-em/experiments';
import { decodeSafetensors, encodeSafetensors, type Weights } from '@neural-em/trainers';
import { DataError, UsageError } from './errors.ts';
import type { ScoreRow } from './scoreboard.ts';

/** What a run keeps about itself, beside its settings. */
export interface RunConfig {
  readonly settings: ExperimentSettings;
  readonly backend: { readonly name: string; readonly description: string };
  readonly node: string;
  readonly version: string;
}

/** What a run ends with. */
export interface RunResult {
  readonly step: number;
  readonly bestStep: number;
  readonly seconds: number;
  readonly testImages: number;
  readonly rows: readonly ScoreRow[];
}

/**
 * The folder of a run:
 * `config.json` (settings, backend, versions), `metrics.jsonl` (a row a training step and a validation),
 * `best/weights.safetensors`, `result.json`, `figures/`.
 */
export interface RunFolder {
  readonly path: string;
  log(row: object): void;
  saveBest(weights: Weights, metadata: Record<string, string>): void;
  saveResult(result: RunResult): void;
  saveFigure(name: string, png: Uint8Array): string;
}

/**
 * Makes the folder of a new run: `out`, or the next free number under `runs/`.
 *
 * @throws UsageError where `out` holds something already.
 */
export function createRun(config: RunConfig, out?: string): RunFolder {
  const path = out ?? nextFree(`runs/${config.settings.experiment}-${config.settings.model.algorithm}`);
  if (existsSync(path) && readdirSync(path).length > 0) throw new UsageError(`${path} is not empty; give another folder with --out`);
  for (const folder of ['best', 'figures']) mkdirSync(join(path, folder), { recursive: true });
  writeWhole(join(path, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
  return folderAt(path);
}

/**
 * Opens the folder of a run that was made before.
 *
 * @throws UsageError where there is none; DataError where its files are damaged.
 */
export function openRun(path: string): { folder: RunFolder; config: RunConfig; weights: Weights; result: RunResult | undefined } {
  if (!existsSync(join(path, 'config.json'))) throw new UsageError(`${path} is no run: it has no config.json`);
  if (!existsSync(join(path, 'best/weights.safetensors')))
    throw new UsageError(`${path} has no weights yet: it ended before its first validation`);
  const config = readJson<RunConfig>(join(path, 'config.json'));
  if (typeof config.settings?.experiment !== 'string')
    throw new DataError(`${join(path, 'config.json')} holds no settings of an experiment`);
  const { weights } = decodeSafetensors(readFileSync(join(path, 'best/weights.safetensors')));
  const resultPath = join(path, 'result.json');
  return { folder: folderAt(path), config, weights, result: existsSync(resultPath) ? readJson<RunResult>(resultPath) : undefined };
}

function folderAt(path: string): RunFolder {
  return {
    path,
    log: (row) => appendFileSync(join(path, 'metrics.jsonl'), `${JSON.stringify(row)}\n`),
    saveBest: (weights, metadata) => writeWhole(join(path, 'best/weights.safetensors'), encodeSafetensors(weights, metadata)),
    saveResult: (result) => writeWhole(join(path, 'result.json'), `${JSON.stringify(result, null, 2)}\n`),
    saveFigure: (name, png) => {
      mkdirSync(join(path, 'figures'), { recursive: true });
      writeWhole(join(path, 'figures', name), png);
      return join(path, 'figures', name);
    },
  };
}

/** Writes beside the file and renames, so that a reader sees the old file or the new one, whole. */
function writeWhole(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.partial`, content);
  renameSync(`${path}.partial`, path);
}

function readJson<T>(path: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new DataError(`${path} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function nextFree(prefix: string): string {
  for (let i = 1; ; i++) if (!existsSync(`${prefix}-${i}`)) return `${prefix}-${i}`;
}

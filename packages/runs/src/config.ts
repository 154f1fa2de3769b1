import { existsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { complete, ExperimentError, type Settings } from '@neural-em/experiments';
import { RunDataError, readConfig } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { getBackend } from '@tensorflow/tfjs-core';
import { RunError } from './errors.ts';
import { isRecord } from './json.ts';
import { checkFile } from './schema.ts';
import { configFacts } from './schemas.ts';
import { version } from './version.ts';

/** The backend of a run, in the form of `chooseBackend` of `@neural-em/backends`. */
export interface BackendFacts {
  readonly name: string;
  readonly description: string;
}

/** The description of a run: `config.json`. */
export interface RunConfig {
  readonly settings: Settings;
  readonly backend: BackendFacts;
  readonly machine: { readonly processor: string; readonly cores: number; readonly memory: string; readonly system: string };
  readonly versions: { readonly nem: string; readonly node: string };
  /** The run that the initial weights come from. */
  readonly from?: string;
  /** When it was begun, as in 2026-11-29T12:00:00.000Z: what tells it from other runs of its name. */
  readonly begun?: string;
}

/** Makes the description of a new run. The backend is that of TensorFlow.js, unless it is given. */
export function configOf(
  settings: Settings,
  {
    backend = { name: getBackend(), description: 'set by the program' },
    from,
  }: { backend?: BackendFacts | undefined; from?: string | undefined } = {},
): RunConfig {
  const [processor] = cpus();
  return {
    settings,
    backend: { name: backend.name, description: backend.description },
    machine: {
      processor: processor?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
      system: `${process.platform} ${process.arch}`,
    },
    versions: { nem: version, node: process.version },
    ...(from === undefined ? {} : { from }),
    begun: new Date().toISOString(),
  };
}

const unknown: Omit<RunConfig, 'settings'> = {
  backend: { name: 'unknown', description: 'not recorded' },
  machine: { processor: 'unknown', cores: 0, memory: 'unknown memory', system: 'unknown system' },
  versions: { nem: 'unknown', node: 'unknown' },
};

/**
 * Reads the description of a run. A run that a program began with `createRun` needs only settings; everything else may be missing and is then
 * "unknown".
 *
 * @throws RunError if there is no run, or it has no settings; RunDataError if its `config.json` is damaged or holds wrong settings.
 */
export async function readRunConfig(path: string): Promise<RunConfig> {
  const config = await readAnyConfig(path);
  const { settings } = config;
  if (!isRecord(settings))
    throw new RunError(
      `${path}/config.json has no settings, so the model cannot be made again: begin runs with createRun(storage, { settings }), with the settings that you pass to assemble`,
    );
  checkFile(`${path}/config.json`, config, configFacts);
  try {
    return { ...unknown, ...config, settings: complete(settings) };
  } catch (error) {
    throw error instanceof ExperimentError ? new RunDataError(`${path}/config.json: ${error.message}`) : error;
  }
}

/** Reads the description of any run, with or without settings. Throws like `readRunConfig`, except that settings may be missing. */
export async function readAnyConfig(path: string): Promise<Record<string, unknown>> {
  if (!existsSync(`${path}/config.json`)) throw new RunError(`${path} is not a run: it has no config.json`);
  return readConfig(folderStorage(path));
}

/** Says why the numbers of a run that continues here may differ in the last digits: it began with another version or on another backend. */
export function continuationNotices({ backend: before, versions }: RunConfig, backend: BackendFacts): string[] {
  const tail = 'it continues, but its numbers may differ in the last digits';
  return [
    ...(versions.nem === version ? [] : [`the run began with nem ${versions.nem}, and this is nem ${version}: ${tail}`]),
    ...(backend.name === before.name && backend.description === before.description
      ? []
      : [`the run began on ${before.name} (${before.description}): ${tail}`]),
  ];
}

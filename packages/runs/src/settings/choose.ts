import { existsSync } from 'node:fs';
import {
  type Change,
  changesOf,
  checked,
  dataSetNamed,
  experimentNamed,
  experiments,
  isExperiment,
  type Parts,
  type Settings,
  withChanges,
} from '@neural-em/experiments';
import { settingsForData } from '../data/files.ts';
import { RunError } from '../errors.ts';
import { nodeParts } from '../node-parts.ts';
import { readSettingsFile } from './file.ts';

/** What decides the settings of a run, as `nem train` takes it. */
export interface SettingsChoice {
  /** An experiment, a data set, or the path of your own data. Default: `experiment` in the file, or `data`. */
  readonly name?: string | undefined;
  /** The path of a file of settings: YAML, TOML or JSON. */
  readonly file?: string | undefined;
  /** Data in place of those of the experiment: the name of a data set, or a path. */
  readonly data?: string | undefined;
  /** Changes after those of the file; a later one wins. */
  readonly changes?: readonly Change[];
}

/**
 * Returns all settings of a run. They start from the experiment, or from the recommendation for a data set by its name or path; a file
 * changes them, then `changes`.
 *
 * @throws RunError if no experiment is named, or a setting has no effect; ExperimentError if a setting is unknown or impossible, or
 * settings do not go together.
 */
export async function chooseSettings({ name, file, data, changes = [] }: SettingsChoice, parts: Parts = nodeParts): Promise<Settings> {
  const inFile = file === undefined ? {} : readSettingsFile(file);
  const seed = seedOfData([...Object.entries(inFile), ...changes]);
  const base = await baseOf(name ?? inFile.experiment ?? data, { data, parts, seed });
  const settings = withChanges(base, [...changesOf({ ...inFile, experiment: base.experiment }), ...changes]);
  if (settings.stages.length > 0 && settings.training.learningRate !== base.training.learningRate)
    throw new RunError(
      `training.learningRate has no effect on stages, each of which has its own; say --set 'stages=${JSON.stringify(settings.stages)}'`,
    );
  checked(settings, parts);
  // Published scores of training in stages have an experiment name of their own.
  const inStages = `${settings.experiment}-stages`;
  return settings.stages.length > 0 && Object.hasOwn(experiments, inStages) ? { ...settings, experiment: inStages } : settings;
}

/** Returns the settings of an experiment, with other data if some are named, or the recommendation for data by name or path. */
async function baseOf(
  name: unknown,
  { data, parts, seed }: { data: string | undefined; parts: Parts; seed: number | undefined },
): Promise<Settings> {
  if (typeof name !== 'string')
    throw new RunError('name an experiment, a data set or the path of your images, here or in the file of --config');
  const own = (of: string) => settingsForData(of, parts, seed === undefined ? {} : { seed });
  if (!isExperiment(name)) {
    if (dataSetNamed(name, parts) || existsSync(name)) return own(name);
    throw new RunError(`${noExperiment(name)}; nor is there a data set, a file or a folder of that name`);
  }
  const experiment = experimentNamed(name);
  if (data === undefined) return experiment;
  return { ...experiment, data: (isExperiment(data) ? experimentNamed(data) : await own(data)).data };
}

function noExperiment(name: string): string {
  try {
    return experimentNamed(name).experiment;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function seedOfData(changes: readonly Change[]): number | undefined {
  const [, seed] = changes.findLast(([path]) => path === 'data.seed') ?? [];
  return typeof seed === 'number' ? seed : undefined;
}

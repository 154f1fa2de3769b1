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
  parseChange,
  type Settings,
  type StageSettings,
  withChanges,
} from '@neural-em/experiments';
import { nodeParts, settingsForData } from '@neural-em/runs';
import { UsageError } from '../errors.ts';
import { readSettingsFile } from './file.ts';

/** Flags that change settings. */
export interface SettingFlags {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly data?: string;
  readonly model?: string;
  readonly pixels?: string;
  readonly k?: number;
  readonly epochs?: number;
  readonly steps?: number;
  readonly batchSize?: number;
  readonly emSteps?: number;
  readonly learningRate?: number;
  readonly stages?: readonly StageSettings[];
  readonly validateEvery?: number;
  readonly validationImages?: number;
  readonly seed?: number;
  readonly restarts?: number;
  readonly testImages?: number;
  readonly tensorBoard?: boolean;
}

/** The setting that each flag stands for. */
const settingOf: Readonly<Record<Exclude<keyof SettingFlags, 'config' | 'set' | 'data'>, string>> = {
  model: 'model.algorithm',
  pixels: 'model.pixels.kind',
  k: 'model.components',
  epochs: 'training.epochs',
  steps: 'training.maxSteps',
  batchSize: 'training.batchSize',
  emSteps: 'training.emSteps',
  learningRate: 'training.learningRate',
  stages: 'stages',
  validateEvery: 'training.validateEvery',
  validationImages: 'training.validationImages',
  seed: 'seed',
  restarts: 'evaluation.restarts',
  testImages: 'evaluation.images',
  tensorBoard: 'run.tensorBoard',
};

/** Returns the flag that changes a setting on the command line. */
export function flagOf(path: string): string {
  const flag = Object.entries(settingOf).find(([, setting]) => setting === path)?.[0];
  return flag === undefined ? `--set ${path}=…` : `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * Returns all settings of a run. They start from the experiment, or from the recommendation for a data set by its name or path; a file
 * changes them, then flags, then `--set`.
 *
 * @throws UsageError if no experiment is named, or a setting has no effect; ExperimentError if a setting is unknown or impossible, or
 * settings do not go together.
 */
export async function resolveSettings(name: string | undefined, flags: SettingFlags, parts: Parts = nodeParts): Promise<Settings> {
  const file = flags.config === undefined ? {} : readSettingsFile(flags.config);
  const given = [...Object.entries(file), ...(flags.set ?? []).map(parseChange)];
  const base = await baseOf(name ?? file.experiment ?? flags.data, { flags, parts, seed: seedOfData(given) });
  const flagged = givenFlags(flags).map(([flag, value]): Change => [settingOf[flag], value]);
  const settings = withChanges(base, [
    ...changesOf({ ...file, experiment: base.experiment }),
    ...flagged,
    ...(flags.set ?? []).map(parseChange),
  ]);
  if (settings.stages.length > 0 && settings.training.learningRate !== base.training.learningRate)
    throw new UsageError(
      `training.learningRate has no effect on stages, each of which has its own; say --set 'stages=${JSON.stringify(settings.stages)}'`,
    );
  checked(settings, parts);
  // Published scores of training in stages have an experiment name of their own.
  const inStages = `${settings.experiment}-stages`;
  return settings.stages.length > 0 && Object.hasOwn(experiments, inStages) ? { ...settings, experiment: inStages } : settings;
}

/**
 * Returns the settings that flags then change: those of an experiment (with other data if `--data` names some), or the recommendation for
 * data by name or path.
 */
async function baseOf(
  name: unknown,
  { flags, parts, seed }: { flags: SettingFlags; parts: Parts; seed: number | undefined },
): Promise<Settings> {
  if (typeof name !== 'string')
    throw new UsageError('name an experiment, a data set or the path of your images, here or in the file of --config');
  const own = (data: string) => settingsForData(data, parts, seed === undefined ? {} : { seed });
  if (!isExperiment(name)) {
    if (dataSetNamed(name, parts) || existsSync(name)) return own(name);
    throw new UsageError(`${noExperiment(name)}; nor is there a data set, a file or a folder of that name`);
  }
  const experiment = experimentNamed(name);
  if (flags.data === undefined) return experiment;
  const { data } = isExperiment(flags.data) ? experimentNamed(flags.data) : await own(flags.data);
  return { ...experiment, data };
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

/** Returns the flags that change settings and were given. */
export function givenFlags(flags: SettingFlags): [keyof typeof settingOf, unknown][] {
  const names = Object.keys(settingOf) as (keyof typeof settingOf)[];
  return names.flatMap((name): [keyof typeof settingOf, unknown][] => (flags[name] === undefined ? [] : [[name, flags[name]]]));
}

import {
  type Change,
  changesOf,
  checked,
  experimentNamed,
  experiments,
  parseChange,
  type Settings,
  type StageSettings,
  withChanges,
} from '@neural-em/experiments';
import { UsageError } from '../errors.ts';
import { parts } from '../parts.ts';
import { readSettingsFile } from './file.ts';

/** Flags that change settings. */
export interface SettingFlags {
  readonly config?: string;
  readonly set?: readonly string[];
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
}

/** The setting that each flag stands for. */
const settingOf: Readonly<Record<Exclude<keyof SettingFlags, 'config' | 'set'>, string>> = {
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
};

/** How a setting is changed on the command line. */
export function flagOf(path: string): string {
  const flag = Object.entries(settingOf).find(([, setting]) => setting === path)?.[0];
  return flag === undefined ? `--set ${path}=…` : `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * All settings of a run: those of the experiment, changed by a file, then by flags, then by `--set`.
 *
 * @throws UsageError where no experiment is named, or a setting has no effect; ExperimentError where a setting is unknown or cannot be, or
 * settings do not go together.
 */
export function resolveSettings(name: string | undefined, flags: SettingFlags): Settings {
  const file = flags.config === undefined ? {} : readSettingsFile(flags.config);
  const experiment = name ?? file.experiment;
  if (typeof experiment !== 'string') throw new UsageError('name an experiment, here or in the file of --config');
  const base = experimentNamed(experiment);
  const flagged = givenFlags(flags).map(([flag, value]): Change => [settingOf[flag], value]);
  const changes = [...changesOf({ ...file, experiment: base.experiment }), ...flagged, ...(flags.set ?? []).map(parseChange)];
  const settings = withChanges(base, changes);
  if (settings.stages.length > 0 && settings.training.learningRate !== base.training.learningRate)
    throw new UsageError(
      `training.learningRate has no effect on stages, each of which has its own; say --set 'stages=${JSON.stringify(settings.stages)}'`,
    );
  checked(settings, parts);
  // What is published on training in stages stands under a name of its own.
  const inStages = `${settings.experiment}-stages`;
  return settings.stages.length > 0 && Object.hasOwn(experiments, inStages) ? { ...settings, experiment: inStages } : settings;
}

/** The flags that change settings and were given. */
export function givenFlags(flags: SettingFlags): [keyof typeof settingOf, unknown][] {
  const names = Object.keys(settingOf) as (keyof typeof settingOf)[];
  return names.flatMap((name): [keyof typeof settingOf, unknown][] => (flags[name] === undefined ? [] : [[name, flags[name]]]));
}

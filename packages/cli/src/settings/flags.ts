import { type Change, type Parts, parseChange, type Settings } from '@neural-em/experiments';
import { chooseSettings } from '@neural-em/runs';
import type { Command } from 'commander';
import { collect, positiveNumber, seedNumber, stageList, wholeNumber } from '../flags.ts';

/** The setting that each flag stands for. */
const settingOf = {
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
} as const;

/** Flags that change settings. Values are checked as those of the settings that they stand for. */
export type SettingFlags = { readonly config?: string; readonly set?: readonly string[]; readonly data?: string } & {
  readonly [Flag in keyof typeof settingOf]?: unknown;
};

/** Returns the flag that changes a setting on the command line. */
export function flagOf(path: string): string {
  const flag = Object.entries(settingOf).find(([, setting]) => setting === path)?.[0];
  return flag === undefined ? `--set ${path}=…` : `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Returns the settings of a run by the flags of a command; `--set` wins over the other flags. Throws as `chooseSettings` does. */
export async function resolveSettings(name: string | undefined, flags: SettingFlags, parts?: Parts): Promise<Settings> {
  const changes = [...givenChanges(flags), ...(flags.set ?? []).map(parseChange)];
  return chooseSettings({ name, file: flags.config, data: flags.data, changes }, parts);
}

/** Returns the changes that flags other than `--set` stand for. */
export function givenChanges(flags: SettingFlags): Change[] {
  const names = Object.keys(settingOf) as (keyof typeof settingOf)[];
  return names.flatMap((name): Change[] => (flags[name] === undefined ? [] : [[settingOf[name], flags[name]]]));
}

/** Adds the flags that change settings. */
export function addSettingFlags(command: Command): Command {
  return command
    .option('--config <file>', 'settings from a file: YAML, TOML or JSON')
    .option(
      '--set <name=value>',
      'change one setting, as in training.noise.probability=0.2; may be repeated; nem settings lists all settings',
      collect,
    )
    .option('--data <path>', 'data in place of those of the experiment: the name of a data set, or a path')
    .option('--model <algorithm>', 'algorithm of the model: rnn-em, n-em or r-nem')
    .option('--pixels <distribution>', 'distribution of the pixels: bernoulli, gaussian or laplace')
    .option('--k <number>', 'number of components', wholeNumber)
    .option('--em-steps <number>', 'number of EM steps on an image', wholeNumber)
    .option('--epochs <number>', 'largest number of passes over the training images', wholeNumber)
    .option('--steps <number>', 'largest number of training steps', wholeNumber)
    .option('--batch-size <number>', 'number of images in a training step', wholeNumber)
    .option('--learning-rate <number>', 'learning rate of the optimizer', positiveNumber)
    .option('--stages <list>', 'train in stages, each on the first digits up to this number, as in 20,500,all', stageList)
    .option('--validate-every <number>', 'number of training steps between validations (an epoch)', wholeNumber)
    .option('--validation-images <number>', 'number of validation images', wholeNumber)
    .option('--seed <number>', 'seed of weights, noise and order', seedNumber);
}

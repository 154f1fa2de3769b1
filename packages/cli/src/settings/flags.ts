import type { Command } from 'commander';
import { collect, positiveNumber, seedNumber, stageList, wholeNumber } from '../flags.ts';

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

import type { Command } from 'commander';
import { collect, positiveNumber, seedNumber, stageList, wholeNumber } from '../flags.ts';

/** Adds the flags that change settings. */
export function addSettingFlags(command: Command): Command {
  return command
    .option('--config <file>', 'settings from a file: YAML, TOML or JSON')
    .option(
      '--set <name=value>',
      'change one setting, as in training.noise.probability=0.2; again for more; nem settings lists all',
      collect,
    )
    .option('--data <path>', 'data in place of those of the experiment: a data set by its name, or files')
    .option('--model <algorithm>', 'rnn-em or n-em')
    .option('--pixels <distribution>', 'bernoulli, gaussian or laplace')
    .option('--k <number>', 'components', wholeNumber)
    .option('--em-steps <number>', 'EM steps on an image', wholeNumber)
    .option('--epochs <number>', 'passes over the training images, at most', wholeNumber)
    .option('--steps <number>', 'training steps, at most', wholeNumber)
    .option('--batch-size <number>', 'images a training step', wholeNumber)
    .option('--learning-rate <number>', 'learning rate of the optimizer', positiveNumber)
    .option('--stages <list>', 'train in stages, each on the first digits up to this number, as in 20,500,all', stageList)
    .option('--validate-every <number>', 'training steps between validations (an epoch)', wholeNumber)
    .option('--validation-images <number>', 'validation images, from the first on', wholeNumber)
    .option('--seed <number>', 'seed of weights, noise and order', seedNumber);
}

import { ExperimentError } from './errors.ts';
import { flyingMnist } from './experiments/flying-mnist.ts';
import { flyingShapes } from './experiments/flying-shapes.ts';
import { staticShapes } from './experiments/static-shapes.ts';
import type { Experiment } from './experiments/types.ts';
import type { ExperimentSettings } from './settings.ts';

/** Every experiment of the paper, by name. */
export const experiments: Readonly<Record<string, Experiment>> = Object.fromEntries(
  [...staticShapes, ...flyingShapes, ...flyingMnist].map((experiment) => [experiment.settings.experiment, experiment]),
);

/** Other names of experiments. */
export const aliases: Readonly<Record<string, string>> = { 'flying-mnist': 'flying-mnist-2' };

/**
 * The settings of a named experiment; `flying-mnist` is `flying-mnist-2`.
 *
 * @throws ExperimentError listing the experiments there are.
 */
export function experimentNamed(name: string): ExperimentSettings {
  const own = Object.hasOwn(aliases, name) ? aliases[name]! : name;
  const found = Object.hasOwn(experiments, own) ? experiments[own] : undefined;
  if (!found) throw new ExperimentError(`there is no experiment ${name}; there is ${Object.keys(experiments).join(', ')}`);
  return found.settings;
}

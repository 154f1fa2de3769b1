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

/**
 * The settings of a named experiment.
 *
 * @throws ExperimentError listing the experiments there are.
 */
export function experimentNamed(name: string): ExperimentSettings {
  const found = Object.hasOwn(experiments, name) ? experiments[name] : undefined;
  if (!found) throw new ExperimentError(`there is no experiment ${name}; there is ${Object.keys(experiments).join(', ')}`);
  return found.settings;
}

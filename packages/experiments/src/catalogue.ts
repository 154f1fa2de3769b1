import { nearest } from '@neural-em/checks';
import { ExperimentError } from './errors.ts';
import { bouncingBalls } from './experiments/bouncing-balls.ts';
import { flyingMnist } from './experiments/flying-mnist.ts';
import { flyingShapes } from './experiments/flying-shapes.ts';
import { staticShapes } from './experiments/static-shapes.ts';
import type { Experiment } from './experiments/types.ts';
import type { Settings } from './settings/table/index.ts';

/** Every experiment of the papers, by name. */
export const experiments: Readonly<Record<string, Experiment>> = Object.fromEntries(
  [...staticShapes, ...flyingShapes, ...flyingMnist, ...bouncingBalls].map((experiment) => [experiment.settings.experiment, experiment]),
);

/** Other names of experiments. */
export const aliases: Readonly<Record<string, string>> = { 'flying-mnist': 'flying-mnist-2' };

/** Tells whether a name is that of an experiment, or another name of one. */
export function isExperiment(name: string): boolean {
  return Object.hasOwn(experiments, name) || Object.hasOwn(aliases, name);
}

/**
 * Returns the settings of an experiment by its name; `flying-mnist` is `flying-mnist-2`.
 *
 * @throws ExperimentError for an unknown name; it lists all experiments.
 */
export function experimentNamed(name: string): Settings {
  const own = Object.hasOwn(aliases, name) ? aliases[name]! : name;
  const found = Object.hasOwn(experiments, own) ? experiments[own] : undefined;
  if (found) return found.settings;
  const names = Object.keys(experiments);
  const closest = nearest(name, names);
  throw new ExperimentError(
    `there is no experiment ${name}; there are ${names.join(', ')}${closest === undefined ? '' : `; did you mean ${closest}?`}`,
  );
}

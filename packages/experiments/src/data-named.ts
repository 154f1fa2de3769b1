import { experimentNamed, experiments, isExperiment } from './catalogue.ts';
import { ExperimentError } from './errors.ts';
import { ownParts } from './parts/index.ts';
import type { Parts } from './parts/types.ts';
import { complete } from './settings/complete.ts';
import type { Settings } from './settings/table/index.ts';
import type { DataSettings } from './settings/types.ts';

/** Names for data sets with certain settings. */
const variants: Readonly<Record<string, Partial<DataSettings>>> = { 'static-mnist': { kind: 'flying-mnist', frames: 1 } };

/** Names of the data sets that can be made without files. */
export function dataNames(parts: Parts = ownParts): string[] {
  const made = Object.keys(parts.data).filter((name) => !parts.data[name]!.takes.includes('path'));
  return [...made, ...Object.keys(variants)];
}

/**
 * Returns the settings of a data set by its name, with its default sizes; undefined if there is none.
 */
export function dataSetNamed(name: string, parts: Parts = ownParts): DataSettings | undefined {
  const variant = Object.hasOwn(variants, name) ? variants[name]! : { kind: name };
  const part = Object.hasOwn(parts.data, variant.kind!) ? parts.data[variant.kind!] : undefined;
  return part && !part.takes.includes('path') ? complete({ data: { ...part.settings, ...variant } }).data : undefined;
}

/**
 * Returns the data and the EM steps of an experiment by its name, or else a data set by its name.
 *
 * @throws ExperimentError with all names if there is neither.
 */
export function dataNamed(name: string, parts: Parts = ownParts): { data: DataSettings; emSteps?: Settings['training']['emSteps'] } {
  if (isExperiment(name)) {
    const { data, training } = experimentNamed(name);
    return { data, emSteps: training.emSteps };
  }
  const data = dataSetNamed(name, parts);
  if (!data)
    throw new ExperimentError(
      `there is no experiment or data set ${name}; experiments are ${Object.keys(experiments).join(', ')}; data sets are ${dataNames(parts).join(', ')}`,
    );
  return { data, ...(data.frames > 1 ? { emSteps: 'all' } : {}) };
}

import { experimentNamed, experiments, isExperiment } from './catalogue.ts';
import { ExperimentError } from './errors.ts';
import { ownParts } from './parts/index.ts';
import type { Parts } from './parts/types.ts';
import { complete } from './settings/complete.ts';
import type { Settings } from './settings/table/index.ts';
import type { DataSettings } from './settings/types.ts';

/** Names for data sets with certain settings; a data set of one's own may have them, too. */
const variants: Readonly<Record<string, Partial<DataSettings>>> = { 'still-digits': { kind: 'flying-digits', frames: 1 } };

/** Older names of them. */
const older: Readonly<Record<string, string>> = { 'static-mnist': 'still-digits' };

/** Names of the data sets that can be made without files. */
export function dataNames(parts: Parts = ownParts): string[] {
  const made = Object.keys(parts.data).filter((name) => !parts.data[name]!.takes.includes('path'));
  return [...new Set([...made, ...Object.keys(variants)])];
}

/**
 * Returns the settings of a data set by its name, with its default sizes; undefined if there is none. Older names are understood:
 * `static-shapes` is `still-shapes`, `flying-mnist` is `flying-digits`, and `static-mnist` is `still-digits`.
 */
export function dataSetNamed(name: string, parts: Parts = ownParts): DataSettings | undefined {
  const today = Object.hasOwn(older, name) ? older[name]! : name;
  const variant = !Object.hasOwn(parts.data, today) && Object.hasOwn(variants, today) ? variants[today]! : { kind: today };
  const { kind } = complete({ data: variant }).data;
  const part = Object.hasOwn(parts.data, kind) ? parts.data[kind] : undefined;
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

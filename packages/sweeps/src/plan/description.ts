import { nearest } from '@neural-em/checks';
import { leavesOf, type StageSettings, stageWise } from '@neural-em/experiments';
import { SweepError } from '../errors.ts';

/** Changes of settings: by path (`model.components: 5`), nested (`model: { components: 5 }`), or both. */
export type SettingChanges = Readonly<Record<string, unknown>>;

/** The description of a sweep, as its file holds it. */
export interface SweepDescription {
  /** Name of the sweep and, unless another folder is given, of its folder. Default: the name of the file. */
  readonly name?: string;
  /**
   * The settings with which every run begins: those of an experiment, or of data given by name or path; with both, the experiment on these
   * data.
   */
  readonly experiment?: string;
  readonly data?: string;
  /** Seeds of every combination; a number n stands for the seeds 1 to n. Default: 1. */
  readonly seeds?: number | readonly number[];
  /** Settings that all runs have. */
  readonly set?: SettingChanges;
  /** Stages of training: numbers of digits, as in `nem train --stages`, or stages with their learning rates. */
  readonly stages?: readonly (number | 'all')[] | readonly StageSettings[];
  /** How every run is scored. If this changes, finished runs are scored again, but not trained again. */
  readonly evaluation?: SettingChanges;
  /** Lists of values by setting; every combination of these values is trained. */
  readonly grid?: SettingChanges;
  /** Further combinations, beside those of the grid. */
  readonly runs?: readonly SettingChanges[];
  /** Combinations of the grid to leave out: those that have all values of an entry. */
  readonly exclude?: readonly SettingChanges[];
}

const kinds: Readonly<Record<keyof SweepDescription, readonly [accepts: (value: unknown) => boolean, kind: string]>> = {
  name: [(value) => typeof value === 'string' && /^[\w][\w.-]*$/.test(value), 'a name of letters, digits, dots, - and _'],
  experiment: [isText, 'the name of an experiment'],
  data: [isText, 'a data set by its name, or the path of files; settings of data go into set, as data.size.training'],
  seeds: [isSeeds, 'a list of whole numbers, 0 or above, or how many there are'],
  set: [isTree, 'settings by path'],
  stages: [(value) => Array.isArray(value) && value.length > 0, 'a list of numbers of digits, as in [20, 500, all], or of stages'],
  evaluation: [isTree, 'settings of the evaluation, as in { images: 1000, restarts: 5 }'],
  grid: [isTree, 'lists of values by path, as in { model.components: [3, 4, 5] }'],
  runs: [isTrees, 'a list of settings by path, as in [{ model.components: 7 }]'],
  exclude: [isTrees, 'a list of settings by path, as in [{ model.components: 5, model.algorithm: n-em }]'],
};

/**
 * Checks the form of a description that was read from a file, and returns it.
 *
 * @throws SweepError that names the entry that is unknown, missing or of a wrong kind.
 */
export function checkDescription(given: Readonly<Record<string, unknown>>): SweepDescription {
  const known = Object.keys(kinds);
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(kinds, name)) throw unknown(name, known);
    const [accepts, kind] = kinds[name as keyof SweepDescription];
    if (!accepts(value)) throw new SweepError(`${name} of a sweep must be ${kind}, not ${JSON.stringify(value)}`);
  }
  const description = given as SweepDescription;
  const { experiment, data, grid, runs, exclude } = description;
  if (experiment === undefined && data === undefined)
    throw new SweepError('a sweep must name an experiment, or data: as in experiment: static-shapes');
  if (runs?.length === 0) throw new SweepError('runs of a sweep are empty: name at least one, or leave runs out');
  if (grid) checkGrid(grid);
  if (exclude && !grid) throw new SweepError('exclude leaves combinations of the grid out, and this sweep has no grid');
  return description;
}

function checkGrid(grid: SettingChanges): void {
  const axes = leavesOf(grid);
  if (axes.length === 0) throw new SweepError('the grid is empty: give lists of values, or leave grid out');
  for (const [path, values] of axes) {
    if (!Array.isArray(values))
      throw new SweepError(`grid: ${path} must be a list of values, not ${JSON.stringify(values)}; a value of all runs goes into set`);
    if (values.length === 0) throw new SweepError(`the grid is empty: ${path} has no values`);
    const twice = values.find((value, i) => values.findIndex((other) => JSON.stringify(other) === JSON.stringify(value)) !== i);
    if (twice !== undefined) throw new SweepError(`grid: ${path} has the value ${JSON.stringify(twice)} twice`);
  }
}

/** Returns the seeds of a description. */
export function seedsOf({ seeds = 1 }: SweepDescription): readonly number[] {
  if (typeof seeds === 'number') return Array.from({ length: seeds }, (_, i) => i + 1);
  const twice = seeds.find((seed, i) => seeds.indexOf(seed) !== i);
  if (twice !== undefined) throw new SweepError(`seeds has ${twice} twice`);
  return seeds;
}

/** Returns the stages of a description; undefined if there are none, so that the settings of the experiment decide. */
export function stagesOfSweep({ stages }: SweepDescription): readonly StageSettings[] | undefined {
  const counts = stages?.filter((stage): stage is number | 'all' => typeof stage !== 'object');
  if (!stages || counts?.length === 0) return stages as readonly StageSettings[] | undefined;
  if (counts?.length !== stages.length) throw new SweepError('stages must be numbers of digits, or stages with learning rates, not both');
  return stageWise(counts);
}

function unknown(name: string, known: readonly string[]): SweepError {
  const closest = nearest(name, known);
  const hint = closest === undefined ? '' : `; did you mean ${closest}?`;
  return new SweepError(
    `a sweep has no ${name}${hint || `; it has ${known.join(', ')}`}. Settings of all runs go into set, those that vary into grid`,
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTree(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTrees(value: unknown): boolean {
  return Array.isArray(value) && value.every(isTree);
}

const MOST_SEEDS = 10_000;

function isSeeds(value: unknown): boolean {
  const isSeed = (seed: unknown) => Number.isSafeInteger(seed) && Number(seed) >= 0;
  if (Array.isArray(value)) return value.length > 0 && value.every(isSeed);
  return isSeed(value) && Number(value) > 0 && Number(value) <= MOST_SEEDS;
}

import { nearest } from '@neural-em/checks';
import { leavesOf, type StageSettings, stageWise } from '@neural-em/experiments';
import { SweepError } from '../errors.ts';

/** Changes of settings: by path (`model.components: 5`), nested (`model: { components: 5 }`), or both. */
export type SettingChanges = Readonly<Record<string, unknown>>;

/** A sweep as its file describes it. */
export interface SweepDescription {
  /** Names the sweep and, unless another folder is given, its folder. The name of the file by default. */
  readonly name?: string;
  /** What every run begins with: an experiment, or data by their name or path; with both, the experiment on these data. */
  readonly experiment?: string;
  readonly data?: string;
  /** Seeds of every combination; a number n stands for 1 to n. Default: 1. */
  readonly seeds?: number | readonly number[];
  /** Settings that all runs have. */
  readonly set?: SettingChanges;
  /** Stages of training: numbers of digits, as of `nem train --stages`, or stages with their learning rates. */
  readonly stages?: readonly (number | 'all')[] | readonly StageSettings[];
  /** What every run is scored on. Where this changes, runs that have ended are scored again, and not trained again. */
  readonly evaluation?: SettingChanges;
  /** Lists of values; every combination of them is trained. */
  readonly grid?: SettingChanges;
  /** Combinations beside those of the grid. */
  readonly runs?: readonly SettingChanges[];
  /** Combinations of the grid that are left out: those that have all of the values of an entry. */
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
 * A description that was read from a file, checked for its form.
 *
 * @throws SweepError naming what is unknown, missing or of another kind.
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

/** The seeds of a description. */
export function seedsOf({ seeds = 1 }: SweepDescription): readonly number[] {
  if (typeof seeds === 'number') return Array.from({ length: seeds }, (_, i) => i + 1);
  const twice = seeds.find((seed, i) => seeds.indexOf(seed) !== i);
  if (twice !== undefined) throw new SweepError(`seeds has ${twice} twice`);
  return seeds;
}

/** The stages of a description; the settings of an experiment decide where there are none. */
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

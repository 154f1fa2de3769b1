import {
  type Change,
  checked,
  ExperimentError,
  experiments,
  leavesOf,
  type Parts,
  type Settings,
  withChanges,
} from '@neural-em/experiments';
import { nodeParts } from '@neural-em/runs';
import { SweepError } from '../errors.ts';
import { baseOf } from './base.ts';
import { combinationsOf, createExclusion, settingAt } from './combinations.ts';
import { checkDescription, type SweepDescription, seedsOf, stagesOfSweep } from './description.ts';
import { checksumOf, nameOf, shortNames, trainingHash, valueText } from './identity.ts';

/** A run of a sweep. It has an ordinary run folder in the folder of the sweep. */
export interface PlannedRun {
  /** The values that the sweep varies, the seed, and the checksum of the training. */
  readonly name: string;
  readonly hash: string;
  readonly settings: Settings;
  /** Name of the combination; the same for all of its seeds. */
  readonly combination: string;
}

/** All runs of a sweep. */
export interface Sweep {
  readonly name: string;
  /** Name of the experiment or data with which every run begins. */
  readonly begins: string;
  /** Paths of the settings that vary, without the seed. */
  readonly varied: readonly string[];
  /** The runs, ordered by seed, so that every combination has a score early. */
  readonly runs: readonly PlannedRun[];
  /** A checksum of the runs and their order, which changes if the file changes. */
  readonly checksum: string;
}

/**
 * Returns the runs of a description. All settings are checked here, before anything is trained.
 *
 * @param given - the description of a sweep, as its file holds it.
 * @param name - the name of the sweep, if the description has none.
 * @throws SweepError if the description is wrong, or a setting in it does not exist, has an invalid value, or does not fit the others.
 */
export async function planSweep(
  given: SweepDescription | Readonly<Record<string, unknown>>,
  { name = 'sweep', parts = nodeParts }: { readonly name?: string; readonly parts?: Parts } = {},
): Promise<Sweep> {
  const description = checkDescription({ ...given });
  const base = await baseOf(description, parts);
  const common = changesForAll(description);
  const shared = within('set', () => withChanges(base, common));
  const combinations = combinationsOf(description);
  const varied = [...new Set(combinations.flatMap(({ changes }) => changes.map(([path]) => path)))];
  checkVaried(varied);
  checkRates(base, [...common, ...combinations.flatMap(({ changes }) => changes)], shared);
  for (const entry of description.exclude ?? []) within('exclude', () => withChanges(shared, leavesOf(entry)));
  const exclusion = createExclusion(description.exclude);
  const kept = combinations
    .map(({ changes, ofGrid }) => {
      const where = changes.map(([path, value]) => `${path} = ${valueText(value)}`).join(', ') || 'every run';
      return { ofGrid, where, changed: within(where, () => withChanges(shared, changes)) };
    })
    .filter(({ ofGrid, changed }) => !(ofGrid && exclusion.excludes(changed)))
    .map(({ where, changed }) => within(where, () => named(checked(changed, parts))));
  exclusion.check();
  if (kept.length === 0) throw new SweepError('exclude leaves out every combination of the grid');
  const short = shortNames(varied);
  const labelOf = (settings: Settings) =>
    varied.map((path) => `${short.get(path)} ${valueText(settingAt(settings, path))}`).join(', ') || base.experiment;
  const runs = seedsOf(description).flatMap((seed) =>
    kept.map((settings): PlannedRun => {
      const seeded = { ...settings, seed };
      const hash = trainingHash(seeded);
      return { name: nameOf(seeded, varied, hash), hash, settings: seeded, combination: labelOf(settings) };
    }),
  );
  checkTwice(runs);
  return {
    name: description.name ?? name,
    begins: description.data ?? base.experiment,
    varied,
    runs,
    checksum: checksumOf(runs.map(({ hash }) => hash).join()),
  };
}

function changesForAll(description: SweepDescription): Change[] {
  const stages = stagesOfSweep(description);
  const set = leavesOf(description.set ?? {});
  if (set.some(([path]) => path === 'seed')) throw new SweepError('set: seed stands in seeds, as in seeds: [1, 2, 3]');
  const { evaluation } = description;
  return [...set, ...(stages ? [['stages', stages] as const] : []), ...(evaluation ? [['evaluation', evaluation] as const] : [])];
}

/** Refuses to vary settings that do not make a run another run. */
function checkVaried(varied: readonly string[]): void {
  for (const path of varied) {
    if (path === 'seed') throw new SweepError('seed stands in seeds, as in seeds: [1, 2, 3], and not in grid or runs');
    if (path === 'evaluation' || path.startsWith('evaluation.'))
      throw new SweepError(
        `${path} decides how a run is scored, and does not vary what is trained: say it in evaluation, or score runs with nem evaluate`,
      );
  }
}

function checkRates(base: Settings, changes: readonly Change[], { stages }: Settings): void {
  const set = changes.some(([path, value]) => path === 'training.learningRate' && value !== base.training.learningRate);
  if (set && stages.length > 0)
    throw new SweepError('training.learningRate has no effect on stages, each of which has its own: give stages with learning rates');
}

/** Renames the experiment of a training in stages, because scores that are published on it have a name of their own. */
function named(settings: Settings): Settings {
  const inStages = `${settings.experiment}-stages`;
  return settings.stages.length > 0 && Object.hasOwn(experiments, inStages) ? { ...settings, experiment: inStages } : settings;
}

function checkTwice(runs: readonly PlannedRun[]): void {
  const found = new Map<string, PlannedRun>();
  for (const run of runs) {
    const other = found.get(run.hash);
    if (other) throw new SweepError(`two runs are the same, ${other.combination} and ${run.combination}: each would be trained twice`);
    found.set(run.hash, run);
  }
}

/** Runs `make`, and adds the place in the description to errors of settings. */
function within<T>(place: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof ExperimentError ? new SweepError(`${place}: ${error.message}`) : error;
  }
}

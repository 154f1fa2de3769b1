import { type Change, leavesOf, type Settings } from '@neural-em/experiments';
import { SweepError } from '../errors.ts';
import type { SettingChanges, SweepDescription } from './description.ts';

/** The settings that a combination changes, and whether it comes from the grid. */
export interface Combination {
  readonly changes: readonly Change[];
  readonly ofGrid: boolean;
}

const MOST = 10_000;

/**
 * Returns the combinations of a description, those of the grid first. Without grid and runs, there is a single combination without changes.
 *
 * @throws SweepError if there are too many combinations.
 */
export function combinationsOf({ grid, runs = [] }: SweepDescription): Combination[] {
  const axes = grid ? (leavesOf(grid) as [string, readonly unknown[]][]) : [];
  const count = axes.reduce((product, [, values]) => product * values.length, 1);
  if (count > MOST) throw new SweepError(`the grid has ${count} combinations, and a sweep at most ${MOST}`);
  const ofGrid = axes.reduce<readonly (readonly Change[])[]>(
    (combinations, [path, values]) => combinations.flatMap((changes) => values.map((value): Change[] => [...changes, [path, value]])),
    [[]],
  );
  const named = runs.map((changes) => ({ changes: leavesOf(changes), ofGrid: false }));
  if (!grid && named.length > 0) return named;
  return [...ofGrid.map((changes) => ({ changes, ofGrid: true })), ...named];
}

/**
 * Returns a function `excludes`, which tells whether `exclude` leaves out given settings, and a function `check`, to be called at the end.
 *
 * @throws SweepError from `check` if an entry of `exclude` left nothing out.
 */
export function createExclusion(exclude: readonly SettingChanges[] = []) {
  const entries = exclude.map((entry) => ({ entry, wanted: leavesOf(entry), met: false }));
  return {
    excludes: (settings: Settings): boolean => {
      const met = entries.filter(({ wanted }) => wanted.every(([path, value]) => sameValue(settingAt(settings, path), value)));
      for (const one of met) one.met = true;
      return met.length > 0;
    },
    check: () => {
      const idle = entries.find(({ met }) => !met);
      if (idle)
        throw new SweepError(`exclude: no combination of the grid has ${JSON.stringify(idle.entry)}, so that it leaves nothing out`);
    },
  };
}

/** Returns the value of a setting, or of a group of settings, by its path; undefined if it is left out. */
export function settingAt(settings: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, name) => (typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>)[name] : undefined),
      settings,
    );
}

/** Whether two values are equal. */
function sameValue(value: unknown, wanted: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(wanted);
}

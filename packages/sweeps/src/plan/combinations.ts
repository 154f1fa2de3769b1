import { type Change, leavesOf, type Settings } from '@neural-em/experiments';
import { SweepError } from '../errors.ts';
import type { SettingChanges, SweepDescription } from './description.ts';

/** What a combination changes, and whether it is of the grid. */
export interface Combination {
  readonly changes: readonly Change[];
  readonly ofGrid: boolean;
}

const MOST = 10_000;

/**
 * The combinations that a description stands for, those of the grid first; a single one without changes where it has neither grid nor runs.
 *
 * @throws SweepError where there are too many.
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
 * Tells of settings whether `exclude` leaves them out.
 *
 * @throws SweepError from `check` where an entry left nothing out.
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

/** The value of a setting, or of a group, by its path; undefined where it is left out. */
export function settingAt(settings: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, name) => (typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>)[name] : undefined),
      settings,
    );
}

/** Whether two values are alike. */
function sameValue(value: unknown, wanted: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(wanted);
}

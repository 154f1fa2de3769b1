import { averageRows, type ScoreRow, type Spread, spreadOf } from '@neural-em/runs';
import { settingAt } from '../plan/combinations.ts';
import type { PlannedRun, Sweep } from '../plan/plan.ts';
import type { RunState } from '../state.ts';

/** The results of one combination over its seeds. */
export interface SweepRow {
  readonly combination: string;
  /** The value of every setting that the sweep varies, by path; undefined if the setting is left out. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly done: number;
  readonly planned: number;
  /** Means over the seeds that are done, with sample deviations; undefined if none is done. */
  readonly scores: ScoreRow | undefined;
  /** Seconds of training and scoring per run. */
  readonly seconds: Spread | undefined;
  /** The runs and their folders, in the order of the seeds. */
  readonly runs: readonly { readonly seed: number; readonly path: string; readonly state: RunState['state']; readonly scores?: ScoreRow }[];
}

/** The table of a sweep, with a row for each combination. */
export interface SweepTable {
  readonly sweep: string;
  readonly begins: string;
  readonly varied: readonly string[];
  readonly rows: readonly SweepRow[];
}

/** Returns the table of a sweep, with the results that exist so far. */
export function sweepTable({ name, begins, varied }: Sweep, states: readonly RunState[]): SweepTable {
  return { sweep: name, begins, varied, rows: byCombination(states).map((group) => combinationRow(group, varied)) };
}

/** Groups runs that differ only in their seeds, in the order of the sweep. */
export function byCombination<T extends { readonly run: PlannedRun }>(states: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const state of states) groups.set(state.run.combination, [...(groups.get(state.run.combination) ?? []), state]);
  return [...groups.values()];
}

function combinationRow(group: readonly RunState[], varied: readonly string[]): SweepRow {
  const { combination, settings } = group[0]!.run;
  const scores = group.flatMap((one) => one.scores ?? []);
  const seconds = group.flatMap((one) => one.seconds ?? []);
  return {
    combination,
    values: Object.fromEntries(varied.map((path) => [path, settingAt(settings, path)])),
    done: scores.length,
    planned: group.length,
    scores: scores.length > 0 ? averageRows(combination, scores) : undefined,
    seconds: seconds.length > 0 ? spreadOf(seconds) : undefined,
    runs: group.map(({ run, path, state, scores: own }) => ({ seed: run.settings.seed, path, state, ...(own ? { scores: own } : {}) })),
  };
}

import { learningCurves, newDocument, readRows, spreadOf } from '@neural-em/runs';
import type { LearningSeries } from '@neural-em/viz/charts';
import { learningCurve } from '@neural-em/viz/charts';
import type { RunState } from '../state.ts';
import { byCombination } from './table.ts';

/** Means over the seeds of a combination at one validation. */
export interface CurveRow {
  readonly combination: string;
  readonly step: number;
  /** Number of runs that were validated at this step. */
  readonly runs: number;
  readonly loss: number;
  readonly lossDeviation: number | null;
  /** AMI (max); null if the data have no labels. */
  readonly score: number | null;
  readonly scoreDeviation: number | null;
}

/**
 * Returns loss and score at the validations of every combination, as means over its seeds. Runs under way are included.
 *
 * @throws RunDataError if the rows of a run are damaged.
 */
export async function sweepCurves(states: readonly RunState[]): Promise<CurveRow[]> {
  const begun = states.filter(({ state }) => state !== 'missing');
  const read = await Promise.all(begun.map(async ({ run, path }) => ({ run, ...learningCurves(await readRows(path)) })));
  return byCombination(read).flatMap((group) => {
    const losses = pooled(group.map(({ validation }) => validation));
    const scores = pooled(group.map(({ score }) => score));
    return [...losses]
      .sort(([a], [b]) => a - b)
      .map(([step, values]): CurveRow => {
        const loss = spreadOf(values);
        const score = scores.has(step) ? spreadOf(scores.get(step)!) : undefined;
        return {
          combination: group[0]!.run.combination,
          step,
          runs: values.length,
          loss: loss.mean,
          lossDeviation: loss.deviation,
          score: score?.mean ?? null,
          scoreDeviation: score?.deviation ?? null,
        };
      });
  });
}

/** Draws the curves as an SVG; returns undefined if no run was validated. */
export async function drawCurves(rows: readonly CurveRow[]): Promise<string | undefined> {
  const series = [...new Set(rows.map(({ combination }) => combination))].map((name): LearningSeries => {
    const own = rows.filter(({ combination }) => combination === name);
    return {
      name,
      validation: own.map(({ step, loss }) => ({ step, value: loss })),
      score: own.flatMap(({ step, score }) => (score === null ? [] : [{ step, value: score }])),
    };
  });
  return series.length === 0 ? undefined : learningCurve({ document: await newDocument(), series, scoreName: 'AMI (max)' });
}

function pooled(curves: readonly (readonly { readonly step: number; readonly value: number }[])[]): Map<number, number[]> {
  const values = new Map<number, number[]>();
  for (const { step, value } of curves.flat()) values.set(step, [...(values.get(step) ?? []), value]);
  return values;
}

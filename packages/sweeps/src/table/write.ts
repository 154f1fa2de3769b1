import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ScoreRow, scoreTable, toCsv } from '@neural-em/runs';
import type { OpenSweep } from '../file.ts';
import { readStates } from '../state.ts';
import { drawCurves, sweepCurves } from './curves.ts';
import { type SweepTable, sweepTable } from './table.ts';

/** The table of a sweep in the forms in which it is shown. */
export interface WrittenTable {
  /** For a terminal. */
  readonly text: string;
  readonly csv: string;
  /** The table with the curves, for JSON. */
  readonly record: object;
  /** The names of the files; none if no run has begun. */
  readonly files: readonly string[];
}

/**
 * Writes the table and the curves of the finished runs of a sweep into its folder.
 *
 * @throws SweepError if a folder holds a run of other settings; RunDataError if a folder is damaged.
 */
export async function writeSweepTable({ sweep, folder }: OpenSweep): Promise<WrittenTable> {
  const states = await readStates(sweep, folder);
  const table = sweepTable(sweep, states);
  const curves = await sweepCurves(states);
  const drawing = await drawCurves(curves);
  const text = `${textOf(table)}\n`;
  const record = { ...table, curves };
  const csv = toCsv(table.rows.map(csvRow));
  // A sweep that has not begun has no folder.
  const begun = states.some(({ state }) => state !== 'missing');
  const files = {
    'table.txt': text,
    'table.csv': csv,
    'table.json': `${JSON.stringify(record, null, 2)}\n`,
    'curves.csv': toCsv(curves.map((row) => ({ ...row }))),
    ...(drawing ? { 'curves.svg': drawing } : {}),
  };
  if (begun) for (const [name, content] of Object.entries(files)) writeFileSync(join(folder.path, name), content);
  return { text, csv, record, files: begun ? Object.keys(files) : [] };
}

function textOf({ rows }: SweepTable): string {
  const scored = rows.map(({ combination, scores }): ScoreRow => scores ?? { name: combination });
  return scoreTable(scored, {
    head: ['', 'runs'],
    cells: rows.map(({ combination, done, planned }) => [combination, `${done} of ${planned}`]),
  });
}

/** Returns a row of CSV: the value of each setting, then each score with its deviation. */
function csvRow({ values, done, planned, scores, seconds }: SweepTable['rows'][number]): Record<string, unknown> {
  const { name: _, deviation, ...means } = scores ?? { name: '' };
  const spread = Object.entries(means).flatMap(([key, value]) => [
    [key, value],
    [`${key}Deviation`, deviation?.[key as keyof typeof means] ?? null],
  ]);
  return { ...values, done, planned, ...Object.fromEntries(spread), seconds: seconds?.mean ?? null };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScoreRow } from '@neural-em/runs';
import {
  drawCurves,
  type RunState,
  readStates,
  type Sweep,
  type SweepFolder,
  type SweepTable,
  sweepCurves,
  sweepTable,
} from '@neural-em/sweeps';
import type { Command } from 'commander';
import { shared } from '../flags.ts';
import { print, tell } from '../output.ts';
import { toCsv } from '../text/csv.ts';
import { renderTable } from '../text/scores.ts';
import { openSweep, type SweepFlags } from './open.ts';

interface TableFlags extends SweepFlags {
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** Adds `nem sweep table FILE`, which makes the table of the finished runs. */
export function addTable(sweep: Command): void {
  sweep
    .command('table')
    .description(
      'make the table of the finished runs of a sweep: mean ± sample deviation over seeds for each combination; also curves, CSV and JSON',
    )
    .argument('<file>', 'file of the sweep')
    .option('--out <folder>', 'folder of the sweep (runs/NAME)')
    .option('--csv', 'print CSV')
    .option(...shared.parts)
    .option(...shared.json)
    .action(async (file: string, _: unknown, command: Command) => {
      // nem sweep has flags of the same names and takes them first, so its values are read, too.
      const flags = command.optsWithGlobals<TableFlags>();
      const { sweep: planned, folder } = await openSweep(file, flags, { look: true });
      const say = (text: string) => (flags.json || flags.csv ? tell : print)(`${text}\n`);
      await tableOf(planned, folder, await readStates(planned, folder), flags, say);
    });
}

/** Writes the table and the curves of a sweep into its folder, and prints the table. */
export async function tableOf(
  planned: Sweep,
  folder: SweepFolder,
  states: readonly RunState[],
  { csv, json }: Pick<TableFlags, 'csv' | 'json'>,
  say: (text: string) => void,
): Promise<void> {
  const table = sweepTable(planned, states);
  const curves = await sweepCurves(states);
  const drawing = await drawCurves(curves);
  const text = `${textOf(table)}\n`;
  const asJson = JSON.stringify({ ...table, curves }, null, 2);
  const asCsv = toCsv(table.rows.map(csvRow));
  // A sweep that has not begun has no folder.
  const begun = states.some(({ state }) => state !== 'missing');
  if (begun) {
    const files = {
      'table.txt': text,
      'table.csv': asCsv,
      'table.json': `${asJson}\n`,
      'curves.csv': toCsv(curves.map((row) => ({ ...row }))),
    };
    for (const [name, content] of Object.entries({ ...files, ...(drawing ? { 'curves.svg': drawing } : {}) }))
      writeFileSync(join(folder.path, name), content);
  }
  if (json) print(`${JSON.stringify({ ...table, curves })}\n`);
  else if (csv) print(asCsv);
  else print(`\n${text}`);
  if (begun) say(`\ntable and curves: ${folder.path}/table.txt, .csv, .json, curves.csv${drawing ? ', curves.svg' : ''}`);
}

function textOf({ rows }: SweepTable): string {
  const scored = rows.map(({ combination, scores }): ScoreRow => scores ?? { name: combination });
  return renderTable(scored, {
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

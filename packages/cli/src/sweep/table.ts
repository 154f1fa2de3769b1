import { type OpenSweep, openSweep, writeSweepTable } from '@neural-em/sweeps';
import type { Command } from 'commander';
import { shared } from '../flags.ts';
import { print, tell } from '../output.ts';

interface TableFlags {
  readonly out?: string;
  readonly parts?: string;
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
    .option(...shared.sweepOut)
    .option('--csv', 'print CSV')
    .option(...shared.parts)
    .option(...shared.json)
    .action(async (file: string, _: unknown, command: Command) => {
      // nem sweep has flags of the same names and takes them first, so its values are read, too.
      const flags = command.optsWithGlobals<TableFlags>();
      await printTable(await openSweep(file, { ...flags, look: true }), flags);
    });
}

/** Writes the table and the curves of a sweep into its folder, and prints the table. */
export async function printTable(opened: OpenSweep, { csv: asCsv, json }: Pick<TableFlags, 'csv' | 'json'>): Promise<void> {
  const { text, csv, record, files } = await writeSweepTable(opened);
  if (json) print(`${JSON.stringify(record)}\n`);
  else if (asCsv) print(csv);
  else print(`\n${text}`);
  const say = json || asCsv ? tell : print;
  const curves = files.filter((name) => name.startsWith('curves'));
  if (files.length > 0) say(`\ntable and curves: ${opened.folder.path}/table.txt, .csv, .json, ${curves.join(', ')}\n`);
}

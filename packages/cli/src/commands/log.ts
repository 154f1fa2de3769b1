import { readAnyConfig, readRows, toCsv } from '@neural-em/runs';
import type { AddCommand } from '../flags.ts';
import { print } from '../output.ts';

interface LogFlags {
  readonly kind?: string;
  readonly csv?: boolean;
}

/** Adds `nem log RUN`, which prints the log rows of a run as JSON lines or as CSV. */
export const log: AddCommand = (program) => {
  program
    .command('log')
    .description('print the rows of a run: steps, validations, warnings')
    .argument('<run>', 'folder of the run')
    .option('--kind <name>', 'print only rows of this kind: step, validation, warning, diverged')
    .option('--csv', 'print CSV instead of JSON lines')
    .action(async (path: string, { kind, csv }: LogFlags) => {
      await readAnyConfig(path);
      const rows = (await readRows(path)).filter((row) => kind === undefined || row.kind === kind);
      print(csv ? toCsv(rows) : rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    });
};

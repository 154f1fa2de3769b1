import { toCsv } from '../csv.ts';
import { readRows } from '../rows.ts';
import { readRunConfig } from '../run-folder.ts';

/** Flags of `nem log`. */
export interface LogFlags {
  readonly kind?: string;
  readonly csv?: boolean;
}

/** `nem log RUN`: the rows of a run, as JSON lines or as CSV. */
export async function logCommand(path: string, { kind, csv }: LogFlags): Promise<void> {
  await readRunConfig(path);
  const rows = (await readRows(path)).filter((row) => kind === undefined || row.kind === kind);
  process.stdout.write(csv ? toCsv(rows) : rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

import type { ScoreRow, Scores } from '../scores.ts';
import type { StepScore } from '../step-scores.ts';
import { digits, layOut } from './table.ts';

const columns = [
  ['amiMax', 'AMI (max)', 3],
  ['amiArithmetic', 'AMI (arithmetic)', 3],
  ['ari', 'ARI', 3],
  ['loss', 'loss', 1],
  ['crossEntropy', 'cross entropy', 1],
  ['relationalLoss', 'relational loss', 1],
] as const satisfies readonly (readonly [key: keyof Scores, name: string, places: number])[];

/** The cells before the scores of each row; by default the name of the row. */
export interface LeadingCells {
  readonly head: readonly string[];
  readonly cells: readonly (readonly string[])[];
}

const sequenceColumns = [
  ['sequenceAmi', 'AMI (max)', 3],
  ['sequenceAri', 'ARI', 3],
  ['mota', 'MOTA', 3],
  ['motp', 'MOTP', 3],
  ['switches', 'switches', 1],
  ['j', 'J', 3],
  ['f', 'F', 3],
] as const satisfies readonly (readonly [key: keyof Scores, name: string, places: number])[];

/** Returns a table of the scores of whole sequences of the rows that have them; an empty text if none has. */
export function sequenceTable(rows: readonly ScoreRow[]): string {
  const scored = rows.filter(({ sequenceAmi }) => sequenceAmi !== undefined);
  const lead = { head: ['whole sequences'], cells: scored.map(({ name }) => [name]) };
  return scored.length === 0 ? '' : render(scored, sequenceColumns, lead);
}

/** Returns the rows as a table for a terminal, with a column for each score that any row has. */
export function scoreTable(rows: readonly ScoreRow[], lead: LeadingCells = { head: [''], cells: rows.map(({ name }) => [name]) }): string {
  return render(rows, columns, lead);
}

type Columns = readonly (readonly [key: keyof Scores, name: string, places: number])[];

function render(rows: readonly ScoreRow[], all: Columns, lead: LeadingCells): string {
  const shown = all.filter(([key]) => rows.some((row) => row[key] !== undefined));
  const cell = (row: ScoreRow, key: keyof Scores, places: number) => {
    const deviation = row.deviation?.[key];
    return digits(row[key], places) + (deviation === undefined ? '' : ` ± ${digits(deviation, places)}`);
  };
  return layOut([
    [...lead.head, ...shown.map(([, name]) => name)],
    ...rows.map((row, i) => [...lead.cells[i]!, ...shown.map(([key, , places]) => cell(row, key, places))]),
  ]);
}

/** Returns the scores of each step as a table for a terminal. */
export function stepTable(steps: readonly StepScore[]): string {
  const rows = steps.map(({ step, ...values }) => [
    String(step),
    ...[values.mean, values.lower, values.median, values.upper].map((value) => digits(value, 3)),
  ]);
  return layOut([['step', 'AMI (max)', 'lower quartile', 'median', 'upper quartile'], ...rows]);
}

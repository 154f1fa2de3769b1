import { RunDataError } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';

/** A row of `metrics.jsonl`. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * The rows of a run; none before its first step. A last line that is not complete, as of a run under way, is left out.
 *
 * @throws RunDataError where a complete line is not JSON.
 */
export async function readRows(path: string): Promise<Row[]> {
  const bytes = await folderStorage(path).read('metrics.jsonl');
  const lines = new TextDecoder().decode(bytes ?? new Uint8Array(0)).split('\n');
  return lines.slice(0, -1).map((line, i) => {
    try {
      return JSON.parse(line);
    } catch {
      throw new RunDataError(`${path}/metrics.jsonl: line ${i + 1} is not JSON`);
    }
  });
}

/** The values of rows of one kind over training steps. */
function curveOf(rows: readonly Row[], kind: string, key: string): { step: number; value: number }[] {
  return rows.flatMap((row) => {
    const value = row[key];
    return row.kind === kind && typeof row.step === 'number' && typeof value === 'number' ? [{ step: row.step, value }] : [];
  });
}

/** Loss and score over training steps, as charts draw them. */
export function learningCurves(rows: readonly Row[]) {
  return {
    training: curveOf(rows, 'step', 'loss'),
    validation: curveOf(rows, 'validation', 'loss'),
    score: curveOf(rows, 'validation', 'amiMax'),
  };
}

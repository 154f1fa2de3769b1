import { type Row, RunDataError, readRows as readRowsOf } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';

export type { Row } from '@neural-em/trainers';

/**
 * Reads the rows of a run; none before its first step. An incomplete last line, which a run in training may have, is ignored.
 *
 * @throws RunDataError if rows are damaged, or do not agree with the checksum in the newest checkpoint.
 */
export async function readRows(path: string): Promise<Row[]> {
  try {
    return await readRowsOf(folderStorage(path));
  } catch (error) {
    throw error instanceof RunDataError ? new RunDataError(`${path}/${error.message}`) : error;
  }
}

/** Returns the values of rows of one kind over training steps. */
function curveOf(rows: readonly Row[], kind: string, key: string): { step: number; value: number }[] {
  return rows.flatMap((row) => {
    const value = row[key];
    return row.kind === kind && typeof value === 'number' ? [{ step: row.step, value }] : [];
  });
}

/** Returns loss and score over training steps in the form of charts. */
export function learningCurves(rows: readonly Row[]) {
  return {
    training: curveOf(rows, 'step', 'loss'),
    validation: curveOf(rows, 'validation', 'loss'),
    score: curveOf(rows, 'validation', 'amiMax'),
  };
}

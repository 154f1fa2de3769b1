import { type Row, RunDataError, readRows as readRowsOf } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';

export type { Row } from '@neural-em/trainers';

/**
 * Reads the rows of a run; none before its first step. An incomplete last line, as of a run that is training, is left out.
 *
 * @throws RunDataError if rows are damaged, or not those that the newest checkpoint vouches for.
 */
export async function readRows(path: string): Promise<Row[]> {
  try {
    return await readRowsOf(folderStorage(path));
  } catch (error) {
    throw error instanceof RunDataError ? new RunDataError(`${path}/${error.message}`) : error;
  }
}

/** The values of rows of one kind over training steps. */
function curveOf(rows: readonly Row[], kind: string, key: string): { step: number; value: number }[] {
  return rows.flatMap((row) => {
    const value = row[key];
    return row.kind === kind && typeof value === 'number' ? [{ step: row.step, value }] : [];
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

import { folderStorage } from '@neural-em/trainers/node';
import { DataError } from './errors.ts';

/** A row of `metrics.jsonl`. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * The rows of a run; none before its first step. A last line that is not complete, as of a run under way, is left out.
 *
 * @throws DataError where a complete line is no JSON.
 */
export async function readRows(path: string): Promise<Row[]> {
  const bytes = await folderStorage(path).read('metrics.jsonl');
  const lines = new TextDecoder().decode(bytes ?? new Uint8Array(0)).split('\n');
  return lines.slice(0, -1).map((line, i) => {
    try {
      return JSON.parse(line);
    } catch {
      throw new DataError(`${path}/metrics.jsonl: line ${i + 1} is no JSON`);
    }
  });
}

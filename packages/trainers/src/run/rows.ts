import { isShallow } from '@neural-em/checks';
import { RunDataError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { RunStorage } from '../storage/types.ts';
import { newestMarks } from './checkpoint-shelf.ts';
import { checkedContent } from './log-book.ts';
import { isCount } from './state-json.ts';

/** A row of `metrics.jsonl`: its kind, step and epoch, and its numbers. A null stands for a number that was NaN or infinite. */
export interface Row {
  readonly kind: string;
  readonly step: number;
  readonly epoch: number;
  readonly [name: string]: unknown;
}

const NAME = 'metrics.jsonl';

/**
 * Returns the rows of a run; none if the run has not begun. If there is a checkpoint, the rows are compared with the checksum in the newest one. A
 * row that an interruption left half written is ignored.
 *
 * @throws RunDataError if rows are damaged.
 */
export async function readRows(storage: RunStorage): Promise<Row[]> {
  const marks = await newestMarks(storage);
  const mark = Object.hasOwn(marks, NAME) ? marks[NAME] : undefined;
  const bytes = await checkedContent(storage, NAME, mark ?? { length: 0, sum: undefined });
  return bytes ? textOf(bytes).split('\n').slice(0, -1).map(readRow) : [];
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RunDataError(`${NAME} is damaged: it is not text`);
  }
}

function readRow(line: string, i: number): Row {
  const fail = (what: string) => new RunDataError(`${NAME} is damaged: line ${i + 1} ${what}`);
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    throw fail('is not JSON');
  }
  if (!isRecord(row) || !isShallow(row)) throw fail('is not a JSON object of a few levels');
  const { kind, step, epoch } = row;
  if (typeof kind !== 'string' || !isCount(step) || !isCount(epoch)) throw fail('has no kind, step and epoch');
  const wrong = ['loss', 'intra', 'inter'].find((name) => !['number', 'undefined'].includes(typeof row[name]) && row[name] !== null);
  if (wrong !== undefined) throw fail(`has a ${wrong} that is not a number`);
  return { ...row, kind, step, epoch };
}

import { isShallow } from '@neural-em/checks';
import { RunDataError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { RunStorage } from '../storage/types.ts';
import { newestMarks } from './checkpoint-shelf.ts';
import { checkedContent } from './log-book.ts';
import { isCount } from './state-json.ts';

/** A row of `metrics.jsonl`: what it is of, where, and its numbers; a value that is not a number was NaN or infinite where it is null. */
export interface Row {
  readonly kind: string;
  readonly step: number;
  readonly epoch: number;
  readonly [name: string]: unknown;
}

const NAME = 'metrics.jsonl';

/**
 * The rows of a run, none where it has not begun. They are compared with the checksum in the newest checkpoint, where there is one; a row that an
 * interruption left half written is left out.
 *
 * @throws RunDataError where rows are damaged.
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

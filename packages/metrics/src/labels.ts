import { MetricInputError } from './errors.ts';
import { isListed, kindOf } from './values.ts';

/** The name of a group: an integer, a truth value or a string. All labels of one labeling have the same kind. */
export type Label = number | bigint | boolean | string;

/** The label of each item: an array or a typed array, or nested arrays of one shape, such as the rows of a mask. */
export type Labels = ArrayLike<Label> | readonly Labels[];

/** Labels in a flat array: integers, or names. Names are strings, and BigInts that are too large for a number. */
export interface FlatLabels<L = number | bigint | string> {
  readonly values: ArrayLike<L>;
  readonly shape: readonly number[];
}

/**
 * Flattens labels and turns truth values and BigInts into numbers. It does not check that numbers are integers: the functions that
 * walk through them do.
 * Throws a `MetricInputError` for values that are not arrays, nested arrays whose shapes differ, and labels of a wrong or of several kinds.
 */
export function readLabels(given: Labels, argument: string): FlatLabels {
  if (!isListed(given)) throw new MetricInputError(`${argument} must be an array or a typed array of labels, got ${kindOf(given)}`);
  // Typed arrays hold only numbers or only BigInts.
  if (ArrayBuffer.isView(given) && typeof given[0] !== 'bigint') return { values: given as ArrayLike<number>, shape: [given.length] };
  const { values, shape } = flatten(given, argument);
  const kind = typeof values[0];
  for (let i = 0; i < values.length; i++) {
    const label = values[i];
    if (!kinds.has(typeof label))
      throw new MetricInputError(`${argument}[${i}] must be an integer, a truth value or a string, got ${kindOf(label)}`);
    if (typeof label !== kind)
      throw new MetricInputError(`${argument} must hold labels of one kind, got a ${kind} first and ${kindOf(label)} at ${i}`);
  }
  const numbers = kind === 'boolean' || kind === 'bigint' ? Float64Array.from(values, Number) : undefined;
  if (numbers?.every(Number.isSafeInteger)) return { values: numbers, shape };
  return { values: values as ArrayLike<number | bigint | string>, shape };
}

/** Reads labels for metrics that give the label 0 a meaning. Like `readLabels`, but throws a `MetricInputError` for names, too. */
export function readIntegers(given: Labels, argument: string): FlatLabels<number> {
  const { values, shape } = readLabels(given, argument);
  if (!areNumbers(values))
    throw new MetricInputError(`${argument} must hold integers, of which 0 is the background, got ${kindOf(values[0])}`);
  return { values, shape };
}

/** Returns the labels from `start` to `end`, such as an image of a batch. */
export function sliceLabels(labels: ArrayLike<number>, start: number, end: number): ArrayLike<number> {
  return Array.prototype.slice.call(labels, start, end);
}

/** Tells whether labels are numbers. They all have one kind, so the first one tells. */
export function areNumbers(values: ArrayLike<number | bigint | string>): values is ArrayLike<number> {
  return values.length === 0 || typeof values[0] === 'number';
}

/** The most axes that labels may have. The limit stops at arrays that hold themselves. */
const MOST_AXES = 32;

const kinds = new Set(['number', 'bigint', 'boolean', 'string']);

function flatten(given: ArrayLike<unknown>, argument: string, axes = 1): { values: ArrayLike<unknown>; shape: number[] } {
  if (axes > MOST_AXES)
    throw new MetricInputError(`${argument.slice(0, 40)} is nested deeper than the ${MOST_AXES} axes that labels may have`);
  if (!isListed(given[0])) return { values: given, shape: [given.length] };
  const rows = Array.from(given, (row, i) => {
    if (!isListed(row)) throw new MetricInputError(`${argument}[${i}] must be an array as ${argument}[0] is, got ${kindOf(row)}`);
    return flatten(row, `${argument}[${i}]`, axes + 1);
  });
  const shape = rows[0]!.shape;
  rows.forEach((row, i) => {
    if (row.shape.join() !== shape.join())
      throw new MetricInputError(`${argument}[${i}] must be of shape [${shape}] as ${argument}[0] is, got [${row.shape}]`);
  });
  return { values: rows.flatMap((row) => Array.from(row.values)), shape: [rows.length, ...shape] };
}

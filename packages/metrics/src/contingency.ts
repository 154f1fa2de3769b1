import { MetricInputError } from './errors.ts';

/** A grouping of n items. Groups are numbered in the order of their first item. */
export interface Partition {
  /** The group of each item, [n]. */
  readonly codes: Int32Array;
  /** The label of each group. */
  readonly labels: number[];
  /** Items in each group. */
  readonly sizes: number[];
}

/** Two groupings of the same n items, and the non-empty cells where their groups meet. */
export interface Contingency {
  readonly n: number;
  /** Items in each group of the truth. */
  readonly rows: number[];
  /** Items in each group of the prediction. */
  readonly columns: number[];
  /** Items in each cell; the label of a cell is row · columns.length + column. */
  readonly cells: Partition;
}

/** Counts how two labelings of the same items meet. Throws a `MetricInputError` for unequal lengths and labels that are no integers. */
export function contingency(truth: ArrayLike<number>, prediction: ArrayLike<number>): Contingency {
  checkSameLength(truth, prediction);
  const rows = partition(truth, 'truth');
  const columns = partition(prediction, 'prediction');
  const n = truth.length;
  const width = columns.sizes.length;
  const Keys = rows.sizes.length * width < 2 ** 31 ? Int32Array : Float64Array;
  const keys = new Keys(n);
  for (let i = 0; i < n; i++) keys[i] = rows.codes[i]! * width + columns.codes[i]!;
  return { n, rows: rows.sizes, columns: columns.sizes, cells: partition(keys, 'cells') };
}

/** Whether two labelings group the items alike, whatever they call the groups. */
export function sameGrouping({ rows, columns, cells }: Contingency): boolean {
  return cells.sizes.length === rows.length && cells.sizes.length === columns.length;
}

export function checkSameLength(truth: ArrayLike<number>, prediction: ArrayLike<number>): void {
  if (truth.length !== prediction.length) {
    throw new MetricInputError(`truth and prediction must label the same items, got ${truth.length} and ${prediction.length} labels`);
  }
}

/** Groups items by label: any integers. A table where the labels lie close together, a map where they do not. */
function partition(given: ArrayLike<number>, argument: string): Partition {
  const n = given.length;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const label = given[i]!;
    if (!Number.isInteger(label)) throw new MetricInputError(`${argument}[${i}] must be an integer, got ${label}`);
    if (label < low) low = label;
    if (label > high) high = label;
  }
  const codes = new Int32Array(n);
  const labels: number[] = [];
  const sizes: number[] = [];
  const close = n > 0 && high - low < 2 * n + 1024;
  const table = new Int32Array(close ? high - low + 1 : 0);
  const map = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const label = given[i]!;
    // One more than the code, so that 0 says the label is new.
    let entry = close ? table[label - low]! : (map.get(label) ?? 0);
    if (entry === 0) {
      entry = labels.push(label);
      sizes.push(0);
      if (close) table[label - low] = entry;
      else map.set(label, entry);
    }
    codes[i] = entry - 1;
    sizes[entry - 1]!++;
  }
  return { codes, labels, sizes };
}

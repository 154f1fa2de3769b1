import { MetricInputError } from './errors.ts';
import { areNumbers, type FlatLabels, type Labels, readLabels } from './labels.ts';

/** A grouping of n items. Groups have numbers in the order of their first items. */
export interface Partition {
  /** The group of each item, [n]. */
  readonly codes: Int32Array;
  /** The label of each group. */
  readonly labels: (number | bigint | string)[];
  /** The number of items in each group. */
  readonly sizes: number[];
}

/** Two groupings of the same n items: truth in rows, prediction in columns; a cell counts the items that a row and a column share. */
export interface Contingency {
  readonly n: number;
  readonly rows: Partition;
  readonly columns: Partition;
  /** The cells that hold items. */
  readonly cells: Cell[];
}

export interface Cell {
  readonly row: number;
  readonly column: number;
  readonly size: number;
}

/** Counts the items of each pair of true and predicted group. Throws a `MetricInputError` for unequal lengths and for values that are not labels. */
export function contingency(truth: Labels, prediction: Labels): Contingency {
  return contingencyOf(readLabels(truth, 'truth'), readLabels(prediction, 'prediction'));
}

/** Does the same as `contingency` for labels that are flat already. */
export function contingencyOf(truth: FlatLabels, prediction: FlatLabels): Contingency {
  checkSameItems(truth, prediction);
  const rows = partition(truth.values, 'truth');
  const columns = partition(prediction.values, 'prediction');
  return { n: truth.values.length, rows, columns, cells: meet(rows, columns) };
}

function meet(rows: Partition, columns: Partition): Cell[] {
  const n = rows.codes.length;
  const width = columns.sizes.length;
  const area = rows.sizes.length * width;
  const dense = area < TABLE_PER_ITEM * n + TABLE;
  const table = new Int32Array(dense ? area : 0);
  const map = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const key = rows.codes[i]! * width + columns.codes[i]!;
    if (dense) table[key]!++;
    else map.set(key, (map.get(key) ?? 0) + 1);
  }
  const cells: Cell[] = [];
  (dense ? table : map).forEach((size: number, key: number) => {
    if (size > 0) cells.push({ row: Math.floor(key / width), column: key % width, size });
  });
  return cells;
}

/** Tells whether two labelings group the items alike; the names of the groups do not matter. */
export function sameGrouping({ rows, columns, cells }: Contingency): boolean {
  return cells.length === rows.sizes.length && cells.length === columns.sizes.length;
}

/** Throws unless both labelings have as many labels. One may be flat and the other nested, but two nested ones must have the same shape. */
export function checkSameItems(truth: FlatLabels, prediction: FlatLabels): void {
  const [n, m] = [truth.values.length, prediction.values.length];
  if (n !== m) throw new MetricInputError(`truth and prediction must label the same items, got ${n} and ${m} labels`);
  if (truth.shape.length > 1 && prediction.shape.length > 1 && truth.shape.join() !== prediction.shape.join()) {
    throw new MetricInputError(`truth and prediction must be of one shape, got [${truth.shape}] and [${prediction.shape}]`);
  }
}

/** Groups items by label: with a table if the labels are integers that lie close together, otherwise with a map. */
function partition(given: ArrayLike<number | bigint | string>, argument: string): Partition {
  if (!areNumbers(given)) return partitionByName(given);
  const n = given.length;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const label = given[i]!;
    if (!Number.isInteger(label)) throw new MetricInputError(`${argument}[${i}] must be an integer, got ${label}`);
    if (label < low) low = label;
    if (label > high) high = label;
  }
  const dense = n > 0 && high - low < TABLE_PER_ITEM * n + TABLE;
  const table = new Int32Array(dense ? high - low + 1 : 0);
  const map = new Map<number, number>();
  const codes = new Int32Array(n);
  const labels: number[] = [];
  const sizes: number[] = [];
  for (let i = 0; i < n; i++) {
    const label = given[i]!;
    // The entry is the code plus 1, because 0 means that the label is new.
    let entry = dense ? table[label - low]! : (map.get(label) ?? 0);
    if (entry === 0) {
      entry = labels.push(label);
      sizes.push(0);
      if (dense) table[label - low] = entry;
      else map.set(label, entry);
    }
    codes[i] = entry - 1;
    sizes[entry - 1]!++;
  }
  return { codes, labels, sizes };
}

function partitionByName(given: ArrayLike<number | bigint | string>): Partition {
  const codeOf = new Map<number | bigint | string, number>();
  const sizes: number[] = [];
  const codes = Int32Array.from(given, (label) => {
    const code = codeOf.get(label) ?? sizes.push(0) - 1;
    codeOf.set(label, code);
    sizes[code]!++;
    return code;
  });
  return { codes, labels: [...codeOf.keys()], sizes };
}

/** A table pays off for n items if it is at most TABLE + n · TABLE_PER_ITEM long; a longer one takes too long to fill with zeros. */
const TABLE = 1024;
const TABLE_PER_ITEM = 2;

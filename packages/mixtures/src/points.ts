import { checkCounts, refuse } from './errors.ts';

/**
 * Points, [n, D]: an array of rows, or one flat array in reading order, for which an option or a model gives the number of dimensions.
 * Functions that allow missing values read NaN as a missing value.
 */
export type PointsLike = readonly ArrayLike<number>[] | ArrayLike<number>;

/** A pattern of missing values, and the range of points that have it; points are sorted so that these lie one after the other. */
export interface Pattern {
  readonly start: number;
  readonly end: number;
  readonly observed: readonly number[];
  readonly missing: readonly number[];
}

/** Points in the order and layout that the loops read. */
export interface Points {
  readonly count: number;
  readonly dimensions: number;
  /** [D, n]: all values of one dimension side by side. */
  readonly columns: Float64Array;
  readonly patterns: readonly Pattern[];
  /** The original index of each point, before points were sorted by pattern. */
  readonly order: Int32Array;
}

/** Up to `BLOCK` points of one pattern. */
export interface Block {
  readonly points: Points;
  readonly pattern: Pattern;
  readonly start: number;
  readonly count: number;
}

/**
 * Small enough that all data of a block stay in the fastest cache; not a power of two, because rows would then compete for the same cache
 * lines.
 */
export const BLOCK = 248;

export interface ReadOptions {
  /** D; needed for a flat array. */
  readonly dimensions?: number | undefined;
  readonly allowMissing?: boolean;
  readonly argument?: string;
}

/**
 * Returns the points in reading order, [n, D], and their number of dimensions.
 *
 * @throws MixtureInputError for ragged or empty points and other bad values
 */
export function readRows(input: PointsLike, options: ReadOptions = {}): { rows: Float64Array; dimensions: number } {
  const { allowMissing = false, argument = 'points' } = options;
  if (!(input.length > 0)) refuse(argument, 'hold at least one point', 'none');
  const flat = typeof input[0] === 'number';
  const dimensions = flat ? options.dimensions : (input[0] as ArrayLike<number>).length;
  if (dimensions === undefined) refuse('dimensions', `be given, since ${argument} is one flat array`, dimensions);
  checkCounts({ dimensions });
  if (options.dimensions !== undefined && dimensions !== options.dimensions) {
    refuse(argument, `have ${options.dimensions} dimensions`, dimensions);
  }
  const rows = flat ? new Float64Array(input as ArrayLike<number>) : joined(input as readonly ArrayLike<number>[], dimensions, argument);
  if (rows.length % dimensions !== 0) {
    refuse(argument, `hold a multiple of ${dimensions} numbers`, rows.length);
  }
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i]!;
    // The difference is 0 for finite numbers only; it is NaN for infinities and for NaN.
    if (value - value === 0 || (allowMissing && Number.isNaN(value))) continue;
    refuse(
      `${argument}[${Math.floor(i / dimensions)}][${i % dimensions}]`,
      `be a finite number${allowMissing ? ', or NaN where it is missing' : ''}`,
      value,
    );
  }
  return { rows, dimensions };
}

function joined(input: readonly ArrayLike<number>[], dimensions: number, argument: string): Float64Array {
  const rows = new Float64Array(input.length * dimensions);
  for (let i = 0; i < input.length; i++) {
    const row = input[i]!;
    if (row.length !== dimensions) {
      refuse(`all ${argument}`, `have ${dimensions} dimensions as the first`, `${row.length} at ${argument}[${i}]`);
    }
    for (let a = 0; a < dimensions; a++) rows[i * dimensions + a] = row[a]!;
  }
  return rows;
}

/** Reads points with missing values, and sorts them by which values are missing. @throws MixtureInputError as `readRows` does. */
export function readPoints(input: PointsLike, given?: number): Points {
  const { rows, dimensions } = readRows(input, { dimensions: given, allowMissing: true });
  const count = rows.length / dimensions;
  const patterns: Pattern[] = [];
  const order = new Int32Array(count);
  const dims = Array.from({ length: dimensions }, (_, a) => a);
  const groups = new Map<string, number[]>();
  for (let i = 0; i < count; i++) {
    let key = '';
    for (let a = 0; a < dimensions; a++) if (Number.isNaN(rows[i * dimensions + a]!)) key += `${a} `;
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  let start = 0;
  for (const members of groups.values()) {
    order.set(members, start);
    const lacks = (a: number) => Number.isNaN(rows[members[0]! * dimensions + a]!);
    const end = start + members.length;
    patterns.push({ start, end, observed: dims.filter((a) => !lacks(a)), missing: dims.filter(lacks) });
    start = end;
  }
  const columns = new Float64Array(rows.length);
  for (let a = 0; a < dimensions; a++) for (let i = 0; i < count; i++) columns[a * count + i] = rows[order[i]! * dimensions + a]!;
  return { count, dimensions, columns, patterns, order };
}

/** Returns the values of dimension `a` that are not missing. */
export function known({ columns, count }: Points, a: number): Float64Array {
  return columns.subarray(a * count, (a + 1) * count).filter((value) => !Number.isNaN(value));
}

export function forEachBlock(points: Points, visit: (block: Block) => void): void {
  for (const pattern of points.patterns) {
    for (let start = pattern.start; start < pattern.end; start += BLOCK) {
      visit({ points, pattern, start, count: Math.min(BLOCK, pattern.end - start) });
    }
  }
}

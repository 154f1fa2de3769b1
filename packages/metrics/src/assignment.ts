import { MetricInputError } from './errors.ts';
import { checkShape, count } from './shape.ts';
import { checkNumbers } from './values.ts';

export interface AssignOptions {
  /** Whether to find the largest total, not the smallest. Default: false. */
  readonly maximize?: boolean;
}

/**
 * Returns the one-to-one assignment of rows to columns with the smallest total cost, by shortest augmenting paths (Jonker and Volgenant
 * 1987, in the rectangular form of Crouse 2016). Every row or column of the shorter side gets a partner. O(s² · l) for a shorter side s
 * and a longer side l.
 *
 * @param costs finite numbers, [rows, columns]
 * @returns the column of each row, −1 for a row without one, [rows]
 * Throws a `MetricInputError` if costs and shape disagree, or for a cost that is not a finite number.
 */
export function assign(
  costs: ArrayLike<number>,
  shape: readonly [rows: number, columns: number],
  { maximize = false }: AssignOptions = {},
): Int32Array {
  checkNumbers(costs, 'costs');
  checkShape(shape);
  const [rows, columns] = shape;
  if (count([rows, columns]) !== costs.length) {
    throw new MetricInputError(`costs must hold ${rows} rows of ${columns} columns, got ${costs.length} values`);
  }
  const wide = rows <= columns;
  const table = new Float64Array(costs.length);
  for (let i = 0; i < table.length; i++) {
    const cost = costs[i]!;
    if (!Number.isFinite(cost)) throw new MetricInputError(`costs[${i}] must be a finite number, got ${cost}`);
    table[wide ? i : (i % columns) * rows + Math.floor(i / columns)] = maximize ? -cost : cost;
  }
  if (wide) return assignWide(table, rows, columns);
  const columnOfRow = new Int32Array(rows).fill(-1);
  assignWide(table, columns, rows).forEach((row, column) => {
    columnOfRow[row] = column;
  });
  return columnOfRow;
}

/** Returns the assignment for rows ≤ columns. The prices keep rowPrice + columnPrice ≤ cost everywhere, with equality on assigned pairs. */
function assignWide(costs: Float64Array, rows: number, columns: number): Int32Array {
  const rowPrice = new Float64Array(rows);
  const columnPrice = new Float64Array(columns);
  const rowOfColumn = new Int32Array(columns).fill(-1);
  const columnOfRow = new Int32Array(rows).fill(-1);
  const distance = new Float64Array(columns);
  const from = new Int32Array(columns);
  // First the columns that the search has reached, in that order, then the other ones.
  const order = Int32Array.from({ length: columns }, (_, j) => j);
  for (let start = 0; start < rows; start++) {
    distance.fill(Number.POSITIVE_INFINITY);
    let reached = 0;
    let least = 0;
    let last = -1;
    // Finds the shortest path from the new row to a free column.
    for (let row = start; row >= 0; row = rowOfColumn[last]!) {
      const before = least - rowPrice[row]!;
      const first = row * columns;
      let place = reached;
      least = Number.POSITIVE_INFINITY;
      for (let i = reached; i < columns; i++) {
        const column = order[i]!;
        const along = before + costs[first + column]! - columnPrice[column]!;
        let shortest = distance[column]!;
        if (along < shortest) {
          shortest = along;
          distance[column] = along;
          from[column] = row;
        }
        // Of equally near columns a free one is better, because it ends the search.
        if (shortest < least || (shortest === least && rowOfColumn[column]! < 0)) {
          least = shortest;
          place = i;
        }
      }
      last = order[place]!;
      order[place] = order[reached]!;
      order[reached++] = last;
    }
    rowPrice[start]! += least;
    for (let i = 0; i < reached - 1; i++) {
      const column = order[i]!;
      const gain = least - distance[column]!;
      columnPrice[column]! -= gain;
      rowPrice[rowOfColumn[column]!]! += gain;
    }
    // Moves along the path, from its free end to the new row, and gives each row its new column.
    for (let column = last; column >= 0; ) {
      const row = from[column]!;
      const given = columnOfRow[row]!;
      rowOfColumn[column] = row;
      columnOfRow[row] = column;
      column = given;
    }
  }
  return columnOfRow;
}

/**
 * The one-to-one assignment of rows to columns with the largest total: the Hungarian method by shortest augmenting
 * paths (Kuhn 1955; Jonker and Volgenant 1987). O(s² · l) for a shorter side s and a longer side l.
 *
 * @param values [rows, columns]
 * @returns the column of each row, −1 for a row that is left over
 */
export function assign(values: Float64Array, rows: number, columns: number): Int32Array {
  if (rows <= columns) return assignWide(values, rows, columns);
  const transposed = values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
  const columnOfRow = new Int32Array(rows).fill(-1);
  assignWide(transposed, columns, rows).forEach((row, column) => {
    columnOfRow[row] = column;
  });
  return columnOfRow;
}

/** Prices keep rowPrice + columnPrice ≥ value everywhere, with equality on the edges of the assignment: no other is then larger. */
function assignWide(values: Float64Array, rows: number, columns: number): Int32Array {
  const rowPrice = new Float64Array(rows);
  const columnPrice = new Float64Array(columns);
  const rowOfColumn = new Int32Array(columns).fill(-1);
  const columnOfRow = new Int32Array(rows).fill(-1);
  for (let start = 0; start < rows; start++) {
    const slack = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
    const from = new Int32Array(columns);
    const reached = new Uint8Array(columns);
    let last = -1;
    // Grows a tree of tight edges from the new row until it meets a column that is free.
    for (let row = start; row >= 0; row = rowOfColumn[last]!) {
      let least = Number.POSITIVE_INFINITY;
      for (let j = 0; j < columns; j++) {
        if (reached[j]) continue;
        const gap = rowPrice[row]! + columnPrice[j]! - values[row * columns + j]!;
        if (gap < slack[j]!) {
          slack[j] = gap;
          from[j] = row;
        }
        if (slack[j]! < least) {
          least = slack[j]!;
          last = j;
        }
      }
      rowPrice[start]! -= least;
      for (let j = 0; j < columns; j++) {
        if (reached[j]) {
          rowPrice[rowOfColumn[j]!]! -= least;
          columnPrice[j]! += least;
        } else slack[j]! -= least;
      }
      reached[last] = 1;
    }
    // Hands the columns along the path back, from its free end to the new row.
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

/** Cells as a table for a terminal: the first column to the left, the others to the right, unless they are texts. */
export function layOut(cells: readonly (readonly string[])[], { texts = false }: { texts?: boolean } = {}): string {
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => row.map((cell, i) => (i === 0 || texts ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)));
  return cells.map((row) => line(row).join('  ').trimEnd()).join('\n');
}

/** A number with so many places, a dash where there is none. */
export function digits(value: number | null | undefined, places: number): string {
  if (value === undefined || value === null) return '–';
  const text = value.toFixed(places);
  // −0.000 says less than 0.000.
  return Number(text) === 0 ? (0).toFixed(places) : text;
}

import { fixed } from '../words.ts';

/**
 * Returns cells as a table for a terminal: the first column is aligned to the left, the others to the right, unless they are texts. If the
 * terminal is narrower than the table and would break its lines, each row becomes a paragraph: its first cell, then a line for each other cell.
 */
export function layOut(
  cells: readonly (readonly string[])[],
  { texts = false, width = process.stdout.columns }: { texts?: boolean; width?: number } = {},
): string {
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => row.map((cell, i) => (i === 0 || texts ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)));
  const lines = cells.map((row) => line(row).join('  ').trimEnd());
  // The width is undefined if the output is not a terminal.
  return width && lines.some(({ length }) => length > width) ? paragraphs(cells) : lines.join('\n');
}

function paragraphs([head = [], ...rows]: readonly (readonly string[])[]): string {
  return rows.map(([name, ...others]) => [name, ...others.map((cell, i) => `  ${head[i + 1]}: ${cell}`)].join('\n')).join('\n');
}

/** Returns a number with `places` decimal places, or a dash if it is missing. */
export function digits(value: number | null | undefined, places: number): string {
  return value === undefined || value === null ? '–' : fixed(value, places);
}

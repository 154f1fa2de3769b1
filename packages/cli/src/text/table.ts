import { fixed } from '@neural-em/runs';

/**
 * Cells as a table for a terminal: the first column to the left, the others to the right, unless they are texts. Where the terminal is narrower
 * than the table, whose lines it would break anywhere, each row is a paragraph: its first cell, and a line for each of the others.
 */
export function layOut(
  cells: readonly (readonly string[])[],
  { texts = false, width = process.stdout.columns }: { texts?: boolean; width?: number } = {},
): string {
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => row.map((cell, i) => (i === 0 || texts ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)));
  const lines = cells.map((row) => line(row).join('  ').trimEnd());
  // No width: the output is not a terminal.
  return width && lines.some(({ length }) => length > width) ? paragraphs(cells) : lines.join('\n');
}

function paragraphs([head = [], ...rows]: readonly (readonly string[])[]): string {
  return rows.map(([name, ...others]) => [name, ...others.map((cell, i) => `  ${head[i + 1]}: ${cell}`)].join('\n')).join('\n');
}

/** A number with this many decimal places, a dash where there is none. */
export function digits(value: number | null | undefined, places: number): string {
  return value === undefined || value === null ? '–' : fixed(value, places);
}

import type { Probe, ProbeRow } from '../probe.ts';
import { digits, layOut } from './table.ts';

/** Returns what can be read from vectors as a table for a terminal: R² of measures and accuracy of classes. */
export function probeTable({ rows, split }: Probe): string {
  const [first] = rows as [ProbeRow];
  const measures = Object.keys(first.measures);
  const classes = Object.keys(first.classes);
  const { training, test } = first.objects;
  const table = layOut([
    ['vectors', ...measures.map((name) => `${name} (R²)`), ...classes.map((name) => `${name} (accuracy)`)],
    ...rows.map((row) => [
      row.name,
      ...measures.map((name) => digits(row.measures[name]!.r2, 3)),
      ...classes.map((name) => digits(row.classes[name]!.accuracy, 3)),
    ]),
  ]);
  const chance = classes.map((name) => `${name} ${digits(first.classes[name]!.chance, 3)}`).join(', ');
  return [
    `read from one vector per object, by a linear map fitted to ${training} objects of training images, scored on ${test} objects of ${split}:`,
    table,
    ...(chance ? [`always naming the most frequent class: ${chance}`] : []),
  ].join('\n');
}

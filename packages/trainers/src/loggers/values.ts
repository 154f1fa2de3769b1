import type { RunReport } from '../reports.ts';
import { rowOf } from '../run/logs.ts';

/** Returns the finite numbers of a training step or a validation by name, such as `training/loss`; other reports have none. */
export function valuesOf(report: RunReport): [name: string, value: number][] {
  if (report.kind !== 'step' && report.kind !== 'validation') return [];
  const group = report.kind === 'step' ? 'training' : 'validation';
  const { step, epoch, ...row } = rowOf(report) ?? {};
  return Object.entries(row).flatMap(([name, value]): [string, number][] =>
    typeof value === 'number' && Number.isFinite(value) ? [[`${group}/${name}`, value]] : [],
  );
}

/** Returns the finite scores of test images by name, such as `test/amiMax`. */
export function testValues(scores: Readonly<Record<string, number>> = {}): [name: string, value: number][] {
  return Object.entries(scores).flatMap(([name, value]): [string, number][] => (Number.isFinite(value) ? [[`test/${name}`, value]] : []));
}

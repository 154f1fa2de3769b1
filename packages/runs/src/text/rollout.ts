import { mean } from '@neural-em/metrics';
import type { RolloutCurves } from '@neural-em/trainers';
import { digits, layOut } from './table.ts';

/** Returns a table of means: over the steps with true frames, and over each tenth of the other steps. */
export function rolloutTable({ crossEntropy, objectsKept, metrics }: RolloutCurves, given: number): string {
  const known = given - 1;
  const own = crossEntropy.length - known;
  const parts = Math.min(own, 10);
  const bounds = Array.from({ length: parts + 1 }, (_, i) => known + Math.round((i * own) / parts));
  const spans: [string, number, number][] = [
    ...(known > 0 ? [['true frames', 0, known] as [string, number, number]] : []),
    ...bounds.slice(1).map((to, i): [string, number, number] => [`own frames ${bounds[i]! - known + 1}–${to - known}`, bounds[i]!, to]),
  ];
  const row = ([name, from, to]: [string, number, number]) => [
    name,
    ...[crossEntropy, objectsKept, metrics.ami!].map((curve) => digits(mean(curve.slice(from, to)), 3)),
  ];
  return layOut([['', 'cross entropy', 'objects kept', 'AMI'], ...spans.map(row)]);
}

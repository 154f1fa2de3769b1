import { type Contingency, contingency, type Partition } from './contingency.ts';
import type { Labels } from './labels.ts';

/**
 * Returns the mutual information of two labelings, in nats; 0 for no items. Shannon (1948). Throws a `MetricInputError` for unequal lengths
 * and for values that are not labels.
 */
export function mutualInformation(truth: Labels, prediction: Labels): number {
  return informationOf(contingency(truth, prediction));
}

/** Returns the mutual information of a contingency table: the sum over cells of n_ij / n · log(n · n_ij / (a_i · b_j)), in nats. */
export function informationOf({ n, rows, columns, cells }: Contingency): number {
  let sum = 0;
  for (const { row, column, size } of cells) sum += size * Math.log((n * size) / (rows.sizes[row]! * columns.sizes[column]!));
  // Rounding can put the sum of independent labelings just below zero.
  return n === 0 ? 0 : Math.max(0, sum / n);
}

/** Returns the entropy of a grouping, in nats. */
export function entropyOf({ codes, sizes }: Partition): number {
  const n = codes.length;
  let sum = 0;
  for (const size of sizes) sum += size * Math.log(n / size);
  return n === 0 ? 0 : sum / n;
}

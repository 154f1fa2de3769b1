import { type Contingency, contingency } from './contingency.ts';

/** Mutual information of two labelings, in nats; 0 for no items. Shannon (1948). Throws a `MetricInputError` for labels it cannot score. */
export function mutualInformation(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  return informationOf(contingency(truth, prediction));
}

/** Mutual information of a contingency table: sum over cells of n_ij / n · log(n · n_ij / (a_i · b_j)), in nats. */
export function informationOf({ n, rows, columns, cells }: Contingency): number {
  let sum = 0;
  for (let c = 0; c < cells.sizes.length; c++) {
    const row = rows[Math.floor(cells.labels[c]! / columns.length)]!;
    const column = columns[cells.labels[c]! % columns.length]!;
    sum += cells.sizes[c]! * Math.log((n * cells.sizes[c]!) / (row * column));
  }
  // Rounding can leave independent labelings just below zero.
  return n === 0 ? 0 : Math.max(0, sum / n);
}

/** Entropy of a grouping of n items into groups of these sizes, in nats. */
export function entropyOf(sizes: readonly number[], n: number): number {
  let sum = 0;
  for (const size of sizes) sum += size * Math.log(n / size);
  return n === 0 ? 0 : sum / n;
}

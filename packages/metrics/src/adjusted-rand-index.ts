import { contingency, sameGrouping } from './contingency.ts';

/**
 * The share of pairs of items on which two labelings agree, corrected for chance: 1 for the same grouping, 0 on
 * average for random labels. Hubert and Arabie (1985).
 * Edge cases: the same grouping on both sides scores 1, no items at all too.
 * Throws a `MetricInputError` for unequal lengths and labels that are no integers.
 */
export function adjustedRandIndex(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  const table = contingency(truth, prediction);
  if (sameGrouping(table)) return 1;
  const together = pairs(table.cells.sizes);
  const inTruth = pairs(table.rows);
  const inPrediction = pairs(table.columns);
  const expected = (inTruth * inPrediction) / ((table.n * (table.n - 1)) / 2);
  return (together - expected) / ((inTruth + inPrediction) / 2 - expected);
}

/** Pairs of items that share a group. */
export function pairs(sizes: readonly number[]): number {
  let sum = 0;
  for (const size of sizes) sum += (size * (size - 1)) / 2;
  return sum;
}

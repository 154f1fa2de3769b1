import { contingency } from './contingency.ts';
import type { Labels } from './labels.ts';

/**
 * The share of items that lie with the commonest true label of their predicted group. Manning, Raghavan and Schütze (2008), 16.3.
 * It rewards many small groups: singletons score 1. No items at all score 1 too.
 * Throws a `MetricInputError` for unequal lengths and for what is not a label.
 */
export function purity(truth: Labels, prediction: Labels): number {
  const { n, columns, cells } = contingency(truth, prediction);
  const commonest = new Float64Array(columns.sizes.length);
  for (const { column, size } of cells) commonest[column] = Math.max(commonest[column]!, size);
  return n === 0 ? 1 : commonest.reduce((a, b) => a + b, 0) / n;
}

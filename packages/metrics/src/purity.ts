import { contingency } from './contingency.ts';
import type { Labels } from './labels.ts';

/**
 * Returns the share of items that have the most common true label of their predicted group. Manning, Raghavan and Schütze (2008), 16.3.
 * It rewards many small groups: singletons score 1. No items score 1, too.
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
 */
export function purity(truth: Labels, prediction: Labels): number {
  const { n, columns, cells } = contingency(truth, prediction);
  const commonest = new Float64Array(columns.sizes.length);
  for (const { column, size } of cells) commonest[column] = Math.max(commonest[column]!, size);
  return n === 0 ? 1 : commonest.reduce((a, b) => a + b, 0) / n;
}

import { contingency } from './contingency.ts';
import type { Labels } from './labels.ts';
import { countPairs } from './pairs.ts';

/**
 * Returns the geometric mean of the precision and the recall of pairs that share a group. Fowlkes and Mallows (1983).
 *
 * Edge cases: 0 if no pair shares a group in both labelings. So singletons on either side score 0, and so do no items.
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
 */
export function fowlkesMallows(truth: Labels, prediction: Labels): number {
  const { inTruth, inPrediction, inBoth } = countPairs(contingency(truth, prediction));
  return inBoth === 0 ? 0 : Math.sqrt(inBoth / inTruth) * Math.sqrt(inBoth / inPrediction);
}

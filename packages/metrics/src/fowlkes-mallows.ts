import { contingency } from './contingency.ts';
import type { Labels } from './labels.ts';
import { countPairs } from './pairs.ts';

/**
 * The geometric mean of the precision and the recall of pairs that share a group. Fowlkes and Mallows (1983).
 *
 * Edge cases: 0 where no pair shares a group in both, so for singletons on either side and for no items at all.
 * Throws a `MetricInputError` for unequal lengths and for what is not a label.
 */
export function fowlkesMallows(truth: Labels, prediction: Labels): number {
  const { inTruth, inPrediction, inBoth } = countPairs(contingency(truth, prediction));
  return inBoth === 0 ? 0 : Math.sqrt(inBoth / inTruth) * Math.sqrt(inBoth / inPrediction);
}

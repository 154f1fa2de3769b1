import { contingency } from './contingency.ts';
import type { Labels } from './labels.ts';
import { countPairs } from './pairs.ts';

/**
 * Returns the share of pairs of items on which two labelings agree: together in both, or apart in both. Rand (1971).
 * Many small groups alone raise it; `adjustedRandIndex` corrects that.
 *
 * Edge cases: fewer than two items score 1.
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
 */
export function randIndex(truth: Labels, prediction: Labels): number {
  const { all, inTruth, inPrediction, inBoth } = countPairs(contingency(truth, prediction));
  return all === 0 ? 1 : (all + 2 * inBoth - inTruth - inPrediction) / all;
}

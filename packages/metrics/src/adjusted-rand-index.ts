import { contingency, sameGrouping } from './contingency.ts';
import type { Labels } from './labels.ts';
import { countPairs } from './pairs.ts';

/**
 * Adjusted Rand index (ARI): the share of pairs of items on which two labelings agree, corrected for chance. It is 1 for the same
 * grouping and 0 on average for random labels. Hubert and Arabie (1985).
 *
 * Edge cases: the same grouping on both sides scores 1, and so do no items.
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
 */
export function adjustedRandIndex(truth: Labels, prediction: Labels): number {
  const table = contingency(truth, prediction);
  if (sameGrouping(table)) return 1;
  const { all, inTruth, inPrediction, inBoth } = countPairs(table);
  const expected = (inTruth * inPrediction) / all;
  return (inBoth - expected) / ((inTruth + inPrediction) / 2 - expected);
}

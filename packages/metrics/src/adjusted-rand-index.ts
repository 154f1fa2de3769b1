import { contingency, sameGrouping } from './contingency.ts';
import type { Labels } from './labels.ts';
import { countPairs } from './pairs.ts';

/**
 * The share of pairs of items on which two labelings agree, corrected for chance: 1 for the same grouping, 0 on
 * average for random labels. Hubert and Arabie (1985).
 *
 * Edge cases: the same grouping on both sides scores 1, no items at all too.
 * Throws a `MetricInputError` for unequal lengths and for what is not a label.
 */
export function adjustedRandIndex(truth: Labels, prediction: Labels): number {
  const table = contingency(truth, prediction);
  if (sameGrouping(table)) return 1;
  const { all, inTruth, inPrediction, inBoth } = countPairs(table);
  const expected = (inTruth * inPrediction) / all;
  return (inBoth - expected) / ((inTruth + inPrediction) / 2 - expected);
}

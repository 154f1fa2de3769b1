import { type Average, averageOf } from './averages.ts';
import { contingency, sameGrouping } from './contingency.ts';
import type { Labels } from './labels.ts';
import { entropyOf, informationOf } from './mutual-information.ts';

/**
 * Mutual information over the most there could be: 1 for the same grouping, 0 for independent ones. Strehl and Ghosh (2002).
 * Not corrected for chance: random labels score the higher the more groups there are.
 *
 * Edge cases: the same grouping on both sides scores 1, no items at all too; one group against several scores 0.
 * Throws a `MetricInputError` for unequal lengths and for what is not a label.
 */
export function normalizedMutualInformation(
  truth: Labels,
  prediction: Labels,
  { average = 'arithmetic' }: { average?: Average } = {},
): number {
  const table = contingency(truth, prediction);
  const bound = averageOf(average, entropyOf(table.rows), entropyOf(table.columns));
  if (sameGrouping(table)) return 1;
  // Information above 0 takes two groups on each side, so the bound is above 0 as well.
  const information = informationOf(table);
  return information === 0 ? 0 : Math.min(1, information / bound);
}

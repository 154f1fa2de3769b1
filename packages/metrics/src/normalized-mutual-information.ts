import { type Average, averageOf } from './averages.ts';
import { contingency, sameGrouping } from './contingency.ts';
import type { Labels } from './labels.ts';
import { entropyOf, informationOf } from './mutual-information.ts';

/**
 * Normalized mutual information (NMI): the mutual information divided by the largest possible one. It is 1 for the same grouping and 0
 * for independent ones. It is not corrected for chance: random labels score higher when there are more groups. Strehl and Ghosh (2002).
 *
 * Edge cases: the same grouping on both sides scores 1, and so do no items; one group against several scores 0.
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
 */
export function normalizedMutualInformation(
  truth: Labels,
  prediction: Labels,
  { average = 'arithmetic' }: { average?: Average } = {},
): number {
  const table = contingency(truth, prediction);
  const bound = averageOf(average, entropyOf(table.rows), entropyOf(table.columns));
  if (sameGrouping(table)) return 1;
  // If the information is above 0, each side has at least two groups, so the bound is above 0, too.
  const information = informationOf(table);
  return information === 0 ? 0 : Math.min(1, information / bound);
}

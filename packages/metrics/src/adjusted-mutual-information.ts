import { type Average, averageOf } from './averages.ts';
import { contingency, sameGrouping } from './contingency.ts';
import { expectedInformationOf } from './expected-mutual-information.ts';
import type { Labels } from './labels.ts';
import { entropyOf, informationOf } from './mutual-information.ts';

/**
 * Adjusted mutual information (AMI): the mutual information beyond chance, divided by the largest possible one. It is 1 for the same
 * grouping, 0 on average for random labels, and below 0 for less than chance. Vinh, Epps and Bailey (2010).
 *
 * Edge cases: the same grouping on both sides scores 1, and so do no items; one group against several scores 0. If chance
 * alone reaches the bound (`min`, with every item a group of its own), the score is 0.
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
 */
export function adjustedMutualInformation(
  truth: Labels,
  prediction: Labels,
  { average = 'arithmetic' }: { average?: Average } = {},
): number {
  const table = contingency(truth, prediction);
  const bound = averageOf(average, entropyOf(table.rows), entropyOf(table.columns));
  if (sameGrouping(table)) return 1;
  const expected = expectedInformationOf(table);
  // Both differences are only rounding noise here, so their ratio would be noise, too.
  if (bound - expected <= ROUNDING * bound) return 0;
  return (informationOf(table) - expected) / (bound - expected);
}

const ROUNDING = 1e-13;

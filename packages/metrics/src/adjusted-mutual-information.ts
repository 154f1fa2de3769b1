import { type Average, averageOf } from './averages.ts';
import { contingency, sameGrouping } from './contingency.ts';
import { expectedInformationOf } from './expected-mutual-information.ts';
import type { Labels } from './labels.ts';
import { entropyOf, informationOf } from './mutual-information.ts';

/**
 * Mutual information beyond what chance gives, over the most there could be: 1 for the same grouping, 0 on average
 * for random labels, below 0 for less than chance. Vinh, Epps and Bailey (2010).
 *
 * Edge cases: the same grouping on both sides scores 1, no items at all too; one group against several scores 0. Where
 * chance alone reaches the bound (`min` with every item a group of its own) the score is 0.
 * Throws a `MetricInputError` for unequal lengths and for what is not a label.
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
  // Both differences are rounding noise here, and so would be their ratio.
  if (bound - expected <= ROUNDING * bound) return 0;
  return (informationOf(table) - expected) / (bound - expected);
}

const ROUNDING = 1e-13;

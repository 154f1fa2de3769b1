import { type Contingency, contingency, type Partition } from './contingency.ts';
import type { Labels } from './labels.ts';
import { entropyOf, informationOf } from './mutual-information.ts';

/**
 * Returns how far each predicted group holds items of one true group only, 0 to 1. It ignores true groups that are split.
 * Rosenberg and Hirschberg (2007). One true group scores 1, and so do no items.
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
 */
export function homogeneity(truth: Labels, prediction: Labels): number {
  const table = contingency(truth, prediction);
  return explained(table, table.rows);
}

/**
 * Returns how far each true group lies in one predicted group, 0 to 1. It ignores true groups that are merged.
 * Rosenberg and Hirschberg (2007). One predicted group scores 1, and so do no items.
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
 */
export function completeness(truth: Labels, prediction: Labels): number {
  const table = contingency(truth, prediction);
  return explained(table, table.columns);
}

/**
 * Returns the harmonic mean of homogeneity and completeness. Rosenberg and Hirschberg (2007).
 *
 * @param options - `beta`: the weight of completeness. Below 1 homogeneity counts for more, above 1 completeness
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
 */
export function vMeasure(truth: Labels, prediction: Labels, { beta = 1 }: { beta?: number } = {}): number {
  const table = contingency(truth, prediction);
  const h = explained(table, table.rows);
  const c = explained(table, table.columns);
  return h + c === 0 ? 0 : ((1 + beta) * h * c) / (beta * h + c);
}

/** Returns the mutual information as a share of the entropy of one side. */
function explained(table: Contingency, side: Partition): number {
  const entropy = entropyOf(side);
  return entropy === 0 ? 1 : Math.min(1, informationOf(table) / entropy);
}

import { type Contingency, contingency } from './contingency.ts';
import type { Labels } from './labels.ts';

/**
 * Returns the mean mutual information, in nats, of two random labelings with these group sizes: every assignment of items
 * that keeps the sizes is equally likely. Vinh, Epps and Bailey (2010), equation 24a.
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
 */
export function expectedMutualInformation(truth: Labels, prediction: Labels): number {
  return expectedInformationOf(contingency(truth, prediction));
}

/** Returns the expected mutual information of two groupings with these group sizes; groups of equal sizes are computed once. */
export function expectedInformationOf({ n, rows, columns }: Contingency): number {
  // A side with one group has no information to share.
  if (rows.sizes.length < 2 || columns.sizes.length < 2) return 0;
  const rowSizes = tally(rows.sizes);
  const columnSizes = tally(columns.sizes);
  const logs = new Float64Array(1 + Math.min(Math.max(...rowSizes.keys()), Math.max(...columnSizes.keys())));
  for (let m = 1; m < logs.length; m++) logs[m] = Math.log(m);
  let sum = 0;
  for (const [a, rowCount] of rowSizes) {
    for (const [b, columnCount] of columnSizes) sum += rowCount * columnCount * expectedCell(a, b, n, logs);
  }
  return sum / n;
}

/**
 * Returns the mean of m · log(n · m / (a · b)), where m, the number of items that a group of a and a group of b share, is
 * hypergeometric. Probabilities are computed relative to the likeliest count and divided by their own sum: so no factorial
 * is needed, and none of its rounding enters.
 *
 * @param logs log m at each count m up to the smaller of a and b
 */
function expectedCell(a: number, b: number, n: number, logs: Float64Array): number {
  const least = Math.max(0, a + b - n);
  const most = Math.min(a, b);
  const rest = n - a - b;
  // The sum starts at a count of 1, because 0 adds nothing to the mean; this keeps small means exact.
  const start = Math.max(1, Math.min(most, Math.floor(((a + 1) * (b + 1)) / (n + 2))));
  const shift = Math.log(n / (a * b));
  let total = 0;
  let sum = 0;
  for (let m = start, p = 1; m <= most && p > NEGLIGIBLE; m++) {
    total += p;
    sum += p * m * (logs[m]! + shift);
    p *= ((a - m) * (b - m)) / ((m + 1) * (rest + m + 1));
  }
  for (let m = start, p = 1; m > least && p > NEGLIGIBLE; ) {
    p *= (m * (rest + m)) / ((a - m + 1) * (b - m + 1));
    m--;
    total += p;
    sum += p * m * (logs[m]! + shift);
  }
  return sum / total;
}

/** Counts whose probability is below this share of the likeliest one do not change the rounded sum. */
const NEGLIGIBLE = 1e-18;

/** Returns the number of groups of each size. */
function tally(sizes: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  return counts;
}

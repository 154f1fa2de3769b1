import { contingency } from './contingency.ts';

/**
 * The mutual information two random labelings with these group sizes share on average, in nats: every assignment of
 * the items that keeps the sizes is equally likely. Vinh, Epps and Bailey (2010), equation 24a.
 * Throws a `MetricInputError` for labels it cannot score.
 */
export function expectedMutualInformation(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  const { n, rows, columns } = contingency(truth, prediction);
  return expectedInformationOf(rows, columns, n);
}

/** Expected mutual information of groups of these sizes over n items. Groups of one size are worked out once. */
export function expectedInformationOf(rows: readonly number[], columns: readonly number[], n: number): number {
  // One group on a side: nothing to know about it.
  if (rows.length < 2 || columns.length < 2) return 0;
  const columnSizes = tally(columns);
  let sum = 0;
  for (const [a, rowCount] of tally(rows)) {
    for (const [b, columnCount] of columnSizes) sum += rowCount * columnCount * expectedCell(a, b, n);
  }
  return sum / n;
}

/**
 * The mean of m · log(n · m / (a · b)) for m ~ hypergeometric, the items a group of a and a group of b share.
 * Probabilities are taken relative to the likeliest count and divided by their own sum, so that no factorial is
 * needed and none of its rounding enters.
 */
function expectedCell(a: number, b: number, n: number): number {
  const least = Math.max(0, a + b - n);
  const most = Math.min(a, b);
  const rest = n - a - b;
  // A count of 0 adds nothing to the mean: starting above it keeps small means exact.
  const start = Math.max(1, Math.min(most, Math.floor(((a + 1) * (b + 1)) / (n + 2))));
  const scale = n / (a * b);
  let total = 0;
  let sum = 0;
  for (let m = start, p = 1; m <= most && p > NEGLIGIBLE; m++) {
    total += p;
    sum += p * m * Math.log(m * scale);
    p *= ((a - m) * (b - m)) / ((m + 1) * (rest + m + 1));
  }
  for (let m = start, p = 1; m > least; ) {
    p *= (m * (rest + m)) / ((a - m + 1) * (b - m + 1));
    if (p < NEGLIGIBLE) break;
    m--;
    total += p;
    if (m > 0) sum += p * m * Math.log(m * scale);
  }
  return sum / total;
}

/** Below this share of the likeliest count's probability, what is left is lost in the rounding of the sum. */
const NEGLIGIBLE = 1e-20;

function tally(sizes: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  return counts;
}

/** The number of bins of the histogram of values from 0 to 1. */
const LEVELS = 256;

/**
 * Returns the threshold that divides values from 0 to 1 into the two groups whose means, weighed by their sizes, lie furthest apart (Otsu 1979).
 * If there is a gap between the groups, it is the middle of the gap. If all values are equal, they lie below it.
 */
export function otsuThreshold(values: Iterable<number>): number {
  const counts = new Float64Array(LEVELS);
  for (const value of values) counts[Math.round(Math.min(1, Math.max(0, value)) * (LEVELS - 1))]!++;
  const total = counts.reduce((a, b) => a + b, 0);
  const sum = counts.reduce((a, count, level) => a + count * level, 0);
  let [below, sumBelow, best] = [0, 0, 0];
  let [first, last] = [LEVELS - 1, LEVELS - 1];
  for (let level = 0; level < LEVELS - 1; level++) {
    below += counts[level]!;
    sumBelow += counts[level]! * level;
    if (below === 0 || below === total) continue;
    const apart = below * (total - below) * ((sum - sumBelow) / (total - below) - sumBelow / below) ** 2;
    if (apart > best * (1 + 1e-12)) [first, best] = [level, apart];
    if (apart >= best * (1 - 1e-12)) last = level;
  }
  return best === 0 ? 1 : (first + last + 1) / 2 / (LEVELS - 1);
}

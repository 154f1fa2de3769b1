import type { RandomStream } from '../random-stream.ts';
import { total } from '../total.ts';

/**
 * Draws first centres by k-means++ (Arthur and Vassilvitskii 2007): each centre is a point, drawn in proportion to its weight times its
 * squared distance from the nearest centre before. With `evenly`, points are drawn in proportion to their weight alone, but never one that
 * lies on an earlier centre.
 *
 * @param rows [n, D]
 * @returns centres, [clusters, D]
 */
export function spreadCentres(
  rows: Float64Array,
  dimensions: number,
  clusters: number,
  random: RandomStream,
  weights?: Float64Array,
  evenly = false,
): Float64Array {
  const count = rows.length / dimensions;
  const centres = new Float64Array(clusters * dimensions);
  const distances = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const odds = weights?.slice() ?? new Float64Array(count).fill(1);
  let sum = total(odds);
  for (let k = 0; k < clusters; k++) {
    const at = draw(odds, random.uniform() * sum) * dimensions;
    centres.set(rows.subarray(at, at + dimensions), k * dimensions);
    sum = 0;
    for (let i = 0; i < count; i++) {
      let distance = 0;
      for (let a = 0; a < dimensions; a++) distance += (rows[i * dimensions + a]! - rows[at + a]!) ** 2;
      if (distance < distances[i]!) distances[i] = distance;
      odds[i] = (evenly ? Number(distances[i]! > 0) : distances[i]!) * (weights?.[i] ?? 1);
      sum += odds[i]!;
    }
  }
  return centres;
}

/** Returns the index at which the running sum of the odds passes `left`; never one with odds of 0, unless all odds are 0. */
function draw(odds: Float64Array, left: number): number {
  let picked = 0;
  for (let i = 0; i < odds.length; i++) {
    if (odds[i] === 0) continue;
    picked = i;
    left -= odds[i]!;
    if (left < 0) break;
  }
  return picked;
}

import { BLOCK } from '../points.ts';

type Numbers = Float64Array;

/**
 * The loops that take most of the time. Points are [D, BLOCK], all values of one dimension side by side. The first n points count; loops
 * may read and write arbitrary values beyond them, because they take several points at once. All counts are at least 1.
 */
export interface Loops {
  /** Writes |W (x_i − mean)|², [n], for a lower triangle W, row after row without the zeros. `scratch` is [D, 8]. */
  distances(x: Numbers, mean: Numbers, triangle: Numbers, scratch: Numbers, out: Numbers, d: number, n: number): void;
  /**
   * Writes, for each point, the distances to the nearest and to the second nearest of K centres, [K, D], and the index of the nearest (of
   * equally near ones, the first).
   */
  nearest(x: Numbers, centres: Numbers, first: Numbers, second: Numbers, label: Numbers, d: number, n: number, K: number): void;
}

/** The loops in plain JavaScript, for machines without vector instructions. */
export const plain: Loops = {
  distances(x, mean, triangle, scratch, out, d, n) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let a = 0, at = 0; a < d; a++) {
        let z = 0;
        scratch[a] = x[a * BLOCK + i]! - mean[a]!;
        for (let b = 0; b <= a; b++) z += triangle[at++]! * scratch[b]!;
        sum += z * z;
      }
      out[i] = sum;
    }
  },
  nearest(x, centres, first, second, label, d, n, K) {
    for (let i = 0; i < n; i++) {
      let best = Number.POSITIVE_INFINITY;
      let next = best;
      label[i] = 0;
      for (let k = 0, at = 0; k < K; k++) {
        let sum = 0;
        for (let b = i; b < d * BLOCK; b += BLOCK, at++) sum += (x[b]! - centres[at]!) * (x[b]! - centres[at]!);
        if (sum < best) {
          next = best;
          best = sum;
          label[i] = k;
        } else if (sum < next) next = sum;
      }
      first[i] = Math.sqrt(best);
      second[i] = Math.sqrt(next);
    }
  },
};

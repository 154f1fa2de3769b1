import { BLOCK } from '../points.ts';
import type { Scatter } from './scatter.ts';

/** Covariances that are stored as one variance per dimension. */
export const diagonal: Scatter = {
  size: (d) => d,
  factor(variances, _, { observed, missing }) {
    if (!variances.every((variance) => variance > 0)) return undefined;
    return {
      logDeterminant: observed.reduce((sum, a) => sum + Math.log(variances[a]!), 0),
      distances({ x, mean, out }, n) {
        out.fill(0, 0, n);
        for (let b = 0; b < observed.length; b++) {
          const precision = 1 / variances[observed[b]!]!;
          for (let i = 0, at = b * BLOCK; i < n; i++, at++) out[i]! += precision * (x[at]! - mean[b]!) * (x[at]! - mean[b]!);
        }
      },
      expect(_, n, y) {
        for (const a of missing) y.fill(0, a * BLOCK, a * BLOCK + n);
      },
      leave(mass, second) {
        for (const a of missing) second[a]! += mass * variances[a]!;
      },
    };
  },
  moments(y, shares, n, first, second) {
    for (let a = 0; a < first.length; a++) {
      let [sum, squares] = [0, 0];
      for (let i = 0; i < n; i++) {
        const value = y[a * BLOCK + i]!;
        const weighed = shares[i]! * value;
        sum += weighed;
        squares += weighed * value;
      }
      first[a]! += sum;
      second[a]! += squares;
    }
  },
  centre(second, shift, mass) {
    for (let a = 0; a < shift.length; a++) second[a] = Math.max(0, second[a]! - mass * shift[a]! * shift[a]!);
  },
  colour(noise, variances) {
    for (let a = 0; a < noise.length; a++) noise[a]! *= Math.sqrt(variances[a]!);
  },
  widen(variances, by) {
    for (let a = 0; a < by.length; a++) variances[a]! += by[a]!;
  },
};

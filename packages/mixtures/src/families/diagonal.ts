import { BLOCK } from '../points.ts';
import type { Scatter } from './scatter.ts';

/** Covariances as one variance a dimension. */
export const diagonal: Scatter = {
  size: (d) => d,
  factor(variances, _, { observed, missing }) {
    if (!variances.every((variance) => variance > 0)) return undefined;
    return {
      logDeterminant: observed.reduce((sum, a) => sum + Math.log(variances[a]!), 0),
      distances(seen, n, out) {
        out.fill(0, 0, n);
        for (let b = 0; b < observed.length; b++) {
          const precision = 1 / variances[observed[b]!]!;
          for (let i = 0; i < n; i++) out[i]! += precision * seen[b * BLOCK + i]! * seen[b * BLOCK + i]!;
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
  moments(y, gamma, n, first, second) {
    for (let a = 0; a < first.length; a++) {
      let [sum, squares] = [0, 0];
      for (let i = 0; i < n; i++) {
        const value = y[a * BLOCK + i]!;
        const weighed = gamma[i]! * value;
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
  apart: (variances) => variances,
  colour(noise, variances) {
    for (let a = 0; a < noise.length; a++) noise[a]! *= Math.sqrt(variances[a]!);
  },
  widen(variances, _, by) {
    for (let a = 0; a < variances.length; a++) variances[a]! += by;
  },
};

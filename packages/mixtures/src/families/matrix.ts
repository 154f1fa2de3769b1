import { BLOCK, type Pattern } from '../points.ts';
import type { Scatter } from './scatter.ts';

/** Covariances that are stored as symmetric matrices, row after row. */
export const matrix: Scatter = {
  size: (d) => d * d,
  factor(covariance, d, pattern) {
    const { observed, missing } = pattern;
    const o = observed.length;
    const inner = Float64Array.from({ length: o * o }, (_, i) => covariance[observed[Math.floor(i / o)]! * d + observed[i % o]!]!);
    const lower = cholesky(inner, o);
    if (!lower) return undefined;
    const whiten = inverse(lower, o);
    const { regression, left } = conditional(covariance, d, pattern, whiten);
    return {
      logDeterminant: observed.reduce((sum, _, a) => sum + 2 * Math.log(lower[a * o + a]!), 0),
      distances(desk, n) {
        desk.triangle.set(whiten);
        // The loops need at least one dimension; of some points, all values are missing.
        if (o > 0) desk.measure(o, n);
        else desk.out.fill(0);
      },
      expect(seen, n, y) {
        for (const [j, a] of missing.entries()) {
          y.fill(0, a * BLOCK, a * BLOCK + n);
          for (let b = 0; b < o; b++) {
            for (let i = 0; i < n; i++) y[a * BLOCK + i]! += regression[j * o + b]! * seen[b * BLOCK + i]!;
          }
        }
      },
      leave(mass, second) {
        for (const [i, a] of missing.entries())
          for (const [j, b] of missing.entries()) second[a * d + b]! += mass * left[i * missing.length + j]!;
      },
    };
  },
  moments,
  centre(second, shift, mass) {
    const d = shift.length;
    for (let a = 0; a < d; a++) {
      for (let b = 0; b <= a; b++) second[b * d + a] = second[a * d + b]! -= mass * shift[a]! * shift[b]!;
    }
  },
  colour(noise, covariance) {
    const d = noise.length;
    const lower = cholesky(covariance, d)!;
    for (let a = d - 1; a >= 0; a--) {
      let sum = 0;
      for (let b = 0; b <= a; b++) sum += lower[a * d + b]! * noise[b]!;
      noise[a] = sum;
    }
  },
  widen(covariance, by) {
    for (let a = 0; a < by.length; a++) covariance[a * by.length + a]! += by[a]!;
  },
};

/** Returns the index at which row `a` begins in a lower triangle that is stored without its zeros. */
const row = (a: number) => (a * (a + 1)) / 2;

/** Returns the inverse of a lower triangle, [d, d]; the result is stored row after row without the zeros. */
function inverse(lower: Float64Array, d: number): Float64Array {
  const out = new Float64Array(row(d));
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = a === b ? 1 : 0;
      for (let c = b; c < a; c++) sum -= lower[a * d + c]! * out[row(c) + b]!;
      out[row(a) + b] = sum / lower[a * d + a]!;
    }
  }
  return out;
}

/** Returns the distribution of the missing dimensions given the observed ones: S_mo S_oo^-1, and S_mm − S_mo S_oo^-1 S_om. */
function conditional(covariance: Float64Array, d: number, { observed, missing }: Pattern, whiten: Float64Array) {
  const [o, m] = [observed.length, missing.length];
  const regression = new Float64Array(m * o);
  const left = new Float64Array(m * m);
  // The rows of S_mo L^-T: the covariance with the observed dimensions after these are whitened.
  const white = missing.map((dim) =>
    observed.map((_, a) =>
      observed.reduce((sum, column, b) => (b <= a ? sum + whiten[row(a) + b]! * covariance[dim * d + column]! : sum), 0),
    ),
  );
  for (let i = 0; i < m; i++) {
    for (let b = 0; b < o; b++) for (let a = b; a < o; a++) regression[i * o + b]! += white[i]![a]! * whiten[row(a) + b]!;
    for (let j = 0; j < m; j++) {
      left[i * m + j] = covariance[missing[i]! * d + missing[j]!]! - white[i]!.reduce((sum, value, a) => sum + value * white[j]![a]!, 0);
    }
  }
  return { regression, left };
}

/** Returns the lower Cholesky factor, [d, d]; undefined if a pivot is lost in rounding. */
function cholesky(matrix: Float64Array, d: number): Float64Array | undefined {
  const lower = new Float64Array(d * d);
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = matrix[a * d + b]!;
      for (let c = 0; c < b; c++) sum -= lower[a * d + c]! * lower[b * d + c]!;
      if (a !== b) lower[a * d + b] = sum / lower[b * d + b]!;
      else if (sum > d * Number.EPSILON * matrix[a * d + a]!) lower[a * d + a] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return lower;
}

const weighed = new Float64Array(BLOCK);

function moments(y: Float64Array, shares: Float64Array, n: number, first: Float64Array, second: Float64Array): void {
  const d = first.length;
  for (let a = 0; a < d; a++) {
    let sum = 0;
    for (let i = 0, at = a * BLOCK; i < n; i++, at++) {
      const value = shares[i]! * y[at]!;
      weighed[i] = value;
      sum += value;
    }
    first[a] = first[a]! + sum;
    for (let b = 0; b <= a; b += 2) {
      // Two sums side by side: with a single sum, each addition would wait for the one before.
      let left = 0;
      let right = 0;
      for (let i = 0, at = b * BLOCK, to = at + (b < a ? BLOCK : 0); i < n; i++, at++, to++) {
        left += weighed[i]! * y[at]!;
        right += weighed[i]! * y[to]!;
      }
      second[a * d + b] = second[a * d + b]! + left;
      if (b < a) second[a * d + b + 1] = second[a * d + b + 1]! + right;
    }
  }
}

import { BLOCK, type Pattern } from '../points.ts';
import type { Scatter } from './scatter.ts';

/** A multiple of four. */
export const padded = (d: number) => (d + 3) & ~3;

/** Covariances as symmetric matrices, row after row. */
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
      distances: (y, n, out) => distances(y, whiten, o, n, out),
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
  apart(variances) {
    const d = variances.length;
    return new Float64Array(d * d).map((_, i) => (i % (d + 1) === 0 ? variances[i % d]! : 0));
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
  widen(covariance, d, by) {
    for (let a = 0; a < d; a++) covariance[a * d + a]! += by;
  },
};

/** The inverse of a lower triangle, [d, d], its rows padded with zeros to a multiple of four. */
function inverse(lower: Float64Array, d: number): Float64Array {
  const width = padded(d);
  const out = new Float64Array((d + 1) * width);
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = a === b ? 1 : 0;
      for (let c = b; c < a; c++) sum -= lower[a * d + c]! * out[c * width + b]!;
      out[a * width + b] = sum / lower[a * d + a]!;
    }
  }
  return out;
}

/** The distribution of missing dimensions given the others: S_mo S_oo^-1, and S_mm − S_mo S_oo^-1 S_om. */
function conditional(covariance: Float64Array, d: number, { observed, missing }: Pattern, whiten: Float64Array) {
  const [o, m, width] = [observed.length, missing.length, padded(observed.length)];
  const regression = new Float64Array(m * o);
  const left = new Float64Array(m * m);
  // Rows of S_mo L^-T: what whitening makes of the covariance with the observed dimensions.
  const white = missing.map((row) =>
    observed.map((_, a) =>
      observed.reduce((sum, column, b) => (b <= a ? sum + whiten[a * width + b]! * covariance[row * d + column]! : sum), 0),
    ),
  );
  for (let i = 0; i < m; i++) {
    for (let b = 0; b < o; b++) for (let a = b; a < o; a++) regression[i * o + b]! += white[i]![a]! * whiten[a * width + b]!;
    for (let j = 0; j < m; j++) {
      left[i * m + j] = covariance[missing[i]! * d + missing[j]!]! - white[i]!.reduce((sum, value, a) => sum + value * white[j]![a]!, 0);
    }
  }
  return { regression, left };
}

/** The lower Cholesky factor, [d, d]; undefined where a pivot is lost in rounding. */
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

// What the loops below keep between two looks at a block: rows of whitened points, and weighed rows.
const even = new Float64Array(BLOCK);
const odd = new Float64Array(BLOCK);

/**
 * Squared Mahalanobis distances of n points, two rows of the factor and four dimensions at a time: numbers stay in registers, as in the
 * kernels of a BLAS. `d` is the number of dimensions, padded to a multiple of four with zeros in `whiten` and anything in `y`.
 */
function distances(y: Float64Array, whiten: Float64Array, d: number, n: number, out: Float64Array): void {
  const width = padded(d);
  out.fill(0, 0, n);
  for (let a = 0; a < d; a += 2) {
    for (let b = 0; b <= a; b += 4) {
      const at = a * width + b;
      const to = at + width;
      const u0 = whiten[at]!;
      const u1 = whiten[at + 1]!;
      const u2 = whiten[at + 2]!;
      const u3 = whiten[at + 3]!;
      const v0 = whiten[to]!;
      const v1 = whiten[to + 1]!;
      const v2 = whiten[to + 2]!;
      const v3 = whiten[to + 3]!;
      const begins = b === 0;
      const ends = b + 4 > a;
      const y0 = b * BLOCK;
      const y1 = y0 + BLOCK;
      const y2 = y1 + BLOCK;
      const y3 = y2 + BLOCK;
      for (let i = 0; i < n; i++) {
        const p = y[y0 + i]!;
        const q = y[y1 + i]!;
        const r = y[y2 + i]!;
        const s = y[y3 + i]!;
        const z0 = (begins ? 0 : even[i]!) + u0 * p + u1 * q + u2 * r + u3 * s;
        const z1 = (begins ? 0 : odd[i]!) + v0 * p + v1 * q + v2 * r + v3 * s;
        if (ends) out[i] = out[i]! + z0 * z0 + z1 * z1;
        else {
          even[i] = z0;
          odd[i] = z1;
        }
      }
    }
  }
}

/** Adds Σ_i gamma_i y_i and, lower triangle, Σ_i gamma_i y_i y_iᵀ, by tiles of two rows and four columns. */
function moments(y: Float64Array, gamma: Float64Array, n: number, first: Float64Array, second: Float64Array): void {
  const d = first.length;
  for (let a = 0; a < d; a += 2) {
    const ya = a * BLOCK;
    const yb = ya + BLOCK;
    let sum = 0.0;
    let other = 0.0;
    for (let i = 0; i < n; i++) {
      const share = gamma[i]!;
      const u = share * y[ya + i]!;
      const v = share * y[yb + i]!;
      even[i] = u;
      odd[i] = v;
      sum += u;
      other += v;
    }
    const pair = a + 1 < d;
    first[a] = first[a]! + sum;
    if (pair) first[a + 1] = first[a + 1]! + other;
    for (let b = 0; b <= a; b += 4) {
      tile(y, b * BLOCK, n);
      for (let c = 0; c < 4 && b + c < d; c++) {
        second[a * d + b + c] = second[a * d + b + c]! + sums[c]!;
        if (pair) second[(a + 1) * d + b + c] = second[(a + 1) * d + b + c]! + sums[c + 4]!;
      }
    }
  }
}

const sums = new Float64Array(8);

/** Sums of products of the weighed rows with four rows of `y`. */
function tile(y: Float64Array, y0: number, n: number): void {
  const y1 = y0 + BLOCK;
  const y2 = y1 + BLOCK;
  const y3 = y2 + BLOCK;
  let s0 = 0.0;
  let s1 = 0.0;
  let s2 = 0.0;
  let s3 = 0.0;
  let t0 = 0.0;
  let t1 = 0.0;
  let t2 = 0.0;
  let t3 = 0.0;
  for (let i = 0; i < n; i++) {
    const u = even[i]!;
    const v = odd[i]!;
    const p = y[y0 + i]!;
    const q = y[y1 + i]!;
    const r = y[y2 + i]!;
    const s = y[y3 + i]!;
    s0 += u * p;
    s1 += u * q;
    s2 += u * r;
    s3 += u * s;
    t0 += v * p;
    t1 += v * q;
    t2 += v * r;
    t3 += v * s;
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
  sums[4] = t0;
  sums[5] = t1;
  sums[6] = t2;
  sums[7] = t3;
}

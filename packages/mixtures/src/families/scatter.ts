import { workspace } from '../loops/workspace.ts';
import { BLOCK, type Pattern } from '../points.ts';

/** The buffers that are needed to work on a block of points. */
export interface Desk {
  /** Observed dimensions of points, [observed, BLOCK]; `mean`, [observed], is still to be subtracted from them. */
  readonly x: Float64Array;
  readonly mean: Float64Array;
  /** Squared distances, [BLOCK]. */
  readonly out: Float64Array;
  /**
   * A lower triangle, row after row without the zeros; `measure` writes |triangle (x_i − mean)|² of n points of d dimensions into `out`.
   */
  readonly triangle: Float64Array;
  measure(d: number, n: number): void;
}

export function makeDesk(d: number): Desk {
  const { arrays, run } = workspace('distances', [d * BLOCK, d, (d * (d + 1)) / 2, 8 * d, BLOCK]);
  const [x, mean, triangle, , out] = arrays;
  return { x, mean, triangle, out, measure: run };
}

/** How the spread about a mean is stored: as a matrix, or as one number per dimension. */
export interface Scatter {
  /** Returns how many numbers a covariance of D dimensions takes. */
  size(d: number): number;
  /**
   * Returns the factors of a covariance that densities need, for points of one pattern of missing values; undefined if it has collapsed.
   */
  factor(covariance: Float64Array, d: number, pattern: Pattern): Factor | undefined;
  /**
   * Adds Σ_i gamma_i y_i to `first` and Σ_i gamma_i y_i y_iᵀ to `second`, where gamma is `shares` and y holds all dimensions less the mean,
   * [D, BLOCK].
   */
  moments(y: Float64Array, shares: Float64Array, n: number, first: Float64Array, second: Float64Array): void;
  /** Turns second moments about a point into second moments about the mean, which lies `shift` away from that point. */
  centre(second: Float64Array, shift: Float64Array, mass: number): void;
  /** Transforms white noise, [D], in place into noise of this covariance. */
  colour(noise: Float64Array, covariance: Float64Array): void;
  /** Adds `by`, [D], to the variances. */
  widen(covariance: Float64Array, by: Float64Array): void;
}

export interface Factor {
  /** Logarithm of the determinant of the covariance of the observed dimensions. */
  readonly logDeterminant: number;
  /** Writes the squared Mahalanobis distances of n points from the mean into `desk.out`, given `desk.x` and `desk.mean`. */
  distances(desk: Desk, n: number): void;
  /** Writes the expectations of the missing dimensions, given the observed ones, into `y`. */
  expect(seen: Float64Array, n: number, y: Float64Array): void;
  /** Adds `mass` times the covariance that missing dimensions have, given the observed ones. */
  leave(mass: number, second: Float64Array): void;
}

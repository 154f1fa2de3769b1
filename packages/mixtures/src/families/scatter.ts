import { workspace } from '../loops/workspace.ts';
import { BLOCK, type Pattern } from '../points.ts';

/** What a look at a block of points needs. */
export interface Desk {
  /** Observed dimensions of points, [observed, BLOCK], and a mean that is yet to be subtracted, [observed]. */
  readonly x: Float64Array;
  readonly mean: Float64Array;
  /** Squared distances, [BLOCK]. */
  readonly out: Float64Array;
  /** A lower triangle, row after row without the zeros, and what writes |triangle (x_i − mean)|², of n points of d dimensions, into `out`. */
  readonly triangle: Float64Array;
  measure(d: number, n: number): void;
}

export function makeDesk(d: number): Desk {
  const { arrays, run } = workspace('distances', [d * BLOCK, d, (d * (d + 1)) / 2, 8 * d, BLOCK]);
  const [x, mean, triangle, , out] = arrays;
  return { x, mean, triangle, out, measure: run };
}

/** How spread about a mean is kept: as a matrix, or one number a dimension. */
export interface Scatter {
  /** Numbers that a covariance of D dimensions takes. */
  size(d: number): number;
  /** What densities need of a covariance, for points of one pattern of missing values; undefined where it has collapsed. */
  factor(covariance: Float64Array, d: number, pattern: Pattern): Factor | undefined;
  /** Adds Σ_i gamma_i y_i and Σ_i gamma_i y_i y_iᵀ, gamma being the shares and y all dimensions less the mean, [D, BLOCK]. */
  moments(y: Float64Array, shares: Float64Array, n: number, first: Float64Array, second: Float64Array): void;
  /** Turns second moments about a point into those about the mean, which is `shift` away. */
  centre(second: Float64Array, shift: Float64Array, mass: number): void;
  /** Gives white noise, [D], this covariance, in place. */
  colour(noise: Float64Array, covariance: Float64Array): void;
  /** Adds to the variances, by [D]. */
  widen(covariance: Float64Array, by: Float64Array): void;
}

export interface Factor {
  /** Of the covariance of the observed dimensions. */
  readonly logDeterminant: number;
  /** Writes squared Mahalanobis distances of n points, `x` on the desk, from its `mean` into its `out`. */
  distances(desk: Desk, n: number): void;
  /** Writes missing dimensions, as expected from the observed ones, into `y`. */
  expect(seen: Float64Array, n: number, y: Float64Array): void;
  /** Adds the covariance that missing dimensions keep, `mass` times. */
  leave(mass: number, second: Float64Array): void;
}

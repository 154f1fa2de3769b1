import type { Pattern } from '../points.ts';

/**
 * How spread about a mean is kept: as a matrix, or one number a dimension. `y`, [D, BLOCK], holds points less the mean, one dimension after
 * the other.
 */
export interface Scatter {
  /** Numbers that a covariance of D dimensions takes. */
  size(d: number): number;
  /** What densities need of a covariance, for points of one pattern of missing values; undefined where it has collapsed. */
  factor(covariance: Float64Array, d: number, pattern: Pattern): Factor | undefined;
  /** Adds Σ_i gamma_i y_i and Σ_i gamma_i y_i y_iᵀ. */
  moments(y: Float64Array, gamma: Float64Array, n: number, first: Float64Array, second: Float64Array): void;
  /** Turns second moments about a point into those about the mean, which is `shift` away. */
  centre(second: Float64Array, shift: Float64Array, mass: number): void;
  /** The covariance of dimensions that vary each by itself. */
  apart(variances: Float64Array): Float64Array;
  /** Gives white noise, [D], this covariance, in place. */
  colour(noise: Float64Array, covariance: Float64Array): void;
  /** Adds to the variances. */
  widen(covariance: Float64Array, d: number, by: number): void;
}

export interface Factor {
  /** Of the covariance of the observed dimensions. */
  readonly logDeterminant: number;
  /** Writes squared Mahalanobis distances of n points, given their observed dimensions alone, [observed, BLOCK]. */
  distances(seen: Float64Array, n: number, out: Float64Array): void;
  /** Writes missing dimensions, as expected from the observed ones, into `y`. */
  expect(seen: Float64Array, n: number, y: Float64Array): void;
  /** Adds the covariance that missing dimensions keep, `mass` times. */
  leave(mass: number, second: Float64Array): void;
}

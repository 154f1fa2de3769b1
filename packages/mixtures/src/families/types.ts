import type { Block, Points, PointsLike } from '../points.ts';
import type { RandomStream } from '../random-stream.ts';

/** The parameters that every mixture has. */
export interface Theta {
  /** Shares of the mixture, pi, [K]. */
  readonly weights: Float64Array;
}

/** One pass over all points with fixed parameters: computes densities for the E-step and collects statistics for the M-step. */
export interface Pass<T extends Theta> {
  /** Writes log p(x_i | theta_k) of a block into `out`, [K, n]. */
  logProb(block: Block, out: Float64Array): void;
  /** Adds a block to the statistics; each point is weighted by its responsibilities, [K, n]. */
  collect(block: Block, gamma: Float64Array): void;
  /** Returns the parameters that best explain the collected points. */
  mStep(): T;
  /** Overwrites missing values in the columns of the points with their expectations, given responsibilities. */
  fill(block: Block, gamma: Float64Array): void;
}

export interface PassOptions {
  /**
   * Weight, in points, of theta in the statistics: they begin as if that many points of earlier parts of a stream had led to theta. Default
   * 0.
   */
  readonly prior?: number;
}

/** A family of distributions: how a component explains points, and how it learns from them. */
export interface Family<T extends Theta> {
  pass(theta: T, options?: PassOptions): Pass<T>;
  /** Returns rough parameters with K equal components, with which a first M-step can begin. */
  guess(points: Points, components: number): T;
  /** Returns how many numbers a fit is free to choose. */
  freeParameters(theta: T): number;
  /** Draws a point of component k into `out`, [D]. */
  draw(theta: T, k: number, random: RandomStream, out: Float64Array): void;
  /** Returns the number of dimensions of a point. */
  dimensions(theta: T): number;
  /** @throws MixtureInputError for values that no component can have. */
  check?(points: Points, theta: T): void;
}

/** A family with the two steps of EM that begin from points. */
export interface Distribution<T extends Theta> {
  readonly family: Family<T>;
  /** Returns log p(x_i | theta_k), [K, n], which `eStep` turns into responsibilities. */
  logProb(points: PointsLike, theta: T): Float64Array;
  /** The M-step: returns the parameters that best explain the points, each weighted by its responsibilities, [K, n]. */
  mStep(points: PointsLike, gamma: ArrayLike<number>, options?: { readonly dimensions?: number }): T;
}

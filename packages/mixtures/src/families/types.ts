import type { Block, Points, PointsLike } from '../points.ts';
import type { RandomStream } from '../random-stream.ts';

/** What the parameters of every mixture hold. */
export interface Theta {
  /** Shares of the mixture, pi, [K]. */
  readonly weights: Float64Array;
}

/** One look at all points with the parameters of one moment: densities for the E-step, expected statistics for the M-step. */
export interface Pass<T extends Theta> {
  /** Writes log p(x_i | theta_k) of a block into `out`, [K, n]. */
  logProb(block: Block, out: Float64Array): void;
  /** Adds a block to the statistics, each point by its responsibilities, [K, n]. */
  collect(block: Block, gamma: Float64Array): void;
  /** The parameters that explain what was collected best. */
  mStep(): T;
  /** Writes what is expected in place of missing values, given responsibilities, into the columns of the points. */
  fill(block: Block, gamma: Float64Array): void;
}

export interface PassOptions {
  /** Points, all in all, that the statistics begin with, spread as theta says: what a stream has taught before. Default 0. */
  readonly prior?: number;
}

/** A family of distributions: how a component explains points, and what it learns from them. */
export interface Family<T extends Theta> {
  pass(theta: T, options?: PassOptions): Pass<T>;
  /** Parameters of K components all alike, about where the points are: what a first M-step begins from. */
  guess(points: Points, components: number): T;
  /** Numbers that a fit is free to choose. */
  freeParameters(theta: T): number;
  /** Draws a point of component k into `out`, [D]. */
  draw(theta: T, k: number, random: RandomStream, out: Float64Array): void;
  /** Dimensions of a point. */
  dimensions(theta: T): number;
  /** @throws MixtureInputError for values that no component can have. */
  check?(points: Points, theta: T): void;
}

/** A family with the two steps of EM that begin from points. */
export interface Distribution<T extends Theta> {
  readonly family: Family<T>;
  /** log p(x_i | theta_k), [K, n]: what `eStep` turns into responsibilities. */
  logProb(points: PointsLike, theta: T): Float64Array;
  /** The M-step: the parameters that explain the points best, each component weighing them by its responsibilities, [K, n]. */
  mStep(points: PointsLike, gamma: ArrayLike<number>, options?: { readonly dimensions?: number }): T;
}

import { mean } from '../total.ts';
import { diagonal } from './diagonal.ts';
import { matrix } from './matrix.ts';
import type { Scatter } from './scatter.ts';

/** The kinds of covariances that the components of a Gaussian mixture may have. */
export type CovarianceKind = 'full' | 'diagonal' | 'spherical' | 'tied';

/** How a kind of covariances is stored, shared between components and counted. Axes: K components, D dimensions. */
export interface CovarianceStructure {
  readonly scatter: Scatter;
  /** Returns how many numbers are stored; `freeParameters` returns how many of them are free. */
  size(K: number, d: number): number;
  freeParameters(K: number, d: number): number;
  /** Returns the covariance of component k in the form that `scatter` reads, given the stored numbers. */
  of(kept: Float64Array, k: number, d: number): Float64Array;
  /** Returns the numbers to store, given the covariances of the components, [K, …], and their weights in the mixture. */
  keep(covariances: readonly Float64Array[], weights: Float64Array, d: number): Float64Array;
}

const triangle = (d: number) => (d * (d + 1)) / 2;

function joined(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.length * parts[0]!.length);
  for (const [k, part] of parts.entries()) out.set(part, k * part.length);
  return out;
}

export const covarianceStructures: Readonly<Record<CovarianceKind, CovarianceStructure>> = {
  /** A matrix for each component, [K, D, D]. */
  full: {
    scatter: matrix,
    size: (K, d) => K * d * d,
    freeParameters: (K, d) => K * triangle(d),
    of: (kept, k, d) => kept.subarray(k * d * d, (k + 1) * d * d),
    keep: joined,
  },
  /** Variances for each component, [K, D]. */
  diagonal: {
    scatter: diagonal,
    size: (K, d) => K * d,
    freeParameters: (K, d) => K * d,
    of: (kept, k, d) => kept.subarray(k * d, (k + 1) * d),
    keep: joined,
  },
  /** One variance for each component, [K]. */
  spherical: {
    scatter: diagonal,
    size: (K) => K,
    freeParameters: (K) => K,
    of: (kept, k, d) => new Float64Array(d).fill(kept[k]!),
    keep: (covariances) => Float64Array.from(covariances, (variances) => mean(variances)),
  },
  /** One matrix for all components, [D, D]. */
  tied: {
    scatter: matrix,
    size: (_, d) => d * d,
    freeParameters: (_, d) => triangle(d),
    of: (kept) => kept,
    keep: (covariances, weights, d) =>
      Float64Array.from({ length: d * d }, (_, i) => covariances.reduce((sum, covariance, k) => sum + weights[k]! * covariance[i]!, 0)),
  },
};

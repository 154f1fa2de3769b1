import { createRandom } from '@neural-em/random';
import fc from 'fast-check';
import type { CovarianceKind } from './index.ts';

export const kinds: readonly CovarianceKind[] = ['full', 'diagonal', 'spherical', 'tied'];
/** Seeds and the number of cases of a property. */
export const seeds = fc.integer({ min: 0, max: 2 ** 31 });
export const runs = { numRuns: 20 };

/** Points of three clusters in a plane that is a little stretched, [n, 2]. */
export function makePoints(seed: number, n = 60): Float64Array {
  const random = createRandom(seed, 'laws');
  const centres = Array.from({ length: 6 }, () => 3 * random.normal());
  return Float64Array.from({ length: 2 * n }, (_, j) => centres[2 * (Math.floor(j / 2) % 3) + (j % 2)]! + (1 + (j % 2)) * random.normal());
}

/** Returns points in which a share of the values is missing. */
export const withGaps = (points: Float64Array, seed: number, share: number) => {
  const random = createRandom(seed, 'gaps');
  return points.map((value) => (random.uniform() < share ? Number.NaN : value));
};

/** Returns binary points of two clusters, [n, d]. */
export const makeBits = (seed: number, n = 60, d = 6) => {
  const random = createRandom(seed, 'bits');
  return Float64Array.from({ length: n * d }, (_, j) => Number(random.uniform() < (Math.floor(j / d) % 2 === j % 2 ? 0.85 : 0.2)));
};

/** Options of a fit to `makePoints`. */
export const plane = { dimensions: 2, components: 3, seed: 1 };

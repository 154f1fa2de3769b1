import { refuse } from './errors.ts';

/** Returns a copy of the weights. @throws MixtureInputError if there is not one weight of at least 0 for each point, or all are 0. */
export function readWeights(weights: ArrayLike<number> | undefined, count: number): Float64Array | undefined {
  if (!weights) return undefined;
  if (weights.length !== count) refuse('weights', `hold a number for each of ${count} points`, weights.length);
  const out = checkShares('weights', weights);
  if (!out.some((weight) => weight > 0)) refuse('weights', 'not all be 0', 'zeros');
  return out;
}

/** Returns a copy of the values. @throws MixtureInputError if a value is not a number of at least 0. */
export function checkShares(argument: string, values: ArrayLike<number>): Float64Array {
  const out = Float64Array.from(values);
  const bad = out.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (bad >= 0) refuse(`${argument}[${bad}]`, 'be a number of at least 0', out[bad]);
  return out;
}

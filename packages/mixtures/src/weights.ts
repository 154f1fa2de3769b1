import { MixtureInputError } from './errors.ts';

/** @throws MixtureInputError where there is not a number of at least 0 for each point, or all are 0. */
export function readWeights(weights: ArrayLike<number> | undefined, count: number): Float64Array | undefined {
  if (!weights) return undefined;
  if (weights.length !== count)
    throw new MixtureInputError(`weights must hold a number for each of ${count} points, got ${weights.length}`);
  const out = Float64Array.from(weights);
  const bad = out.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (bad >= 0) throw new MixtureInputError(`weights[${bad}] must be a number of at least 0, got ${out[bad]}`);
  if (!out.some((weight) => weight > 0)) throw new MixtureInputError('weights must not all be 0');
  return out;
}

import { MetricInputError } from './errors.ts';
import { checkNumbers, kindOf } from './values.ts';

export interface Quartiles {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/**
 * Returns the value below which a share q of the values lies, interpolated between the two nearest ones (definition 7 of Hyndman and
 * Fan 1996), or NaN for an empty array. Throws a `MetricInputError` for NaN and for a q outside 0 to 1.
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (!(typeof q === 'number' && q >= 0 && q <= 1)) throw new MetricInputError(`q must be between 0 and 1, got ${kindOf(q)}`);
  checkNumbers(values, 'values');
  const sorted = Float64Array.from(values).sort();
  // Sorting puts NaN last.
  if (Number.isNaN(sorted.at(-1))) throw new MetricInputError('values must be numbers, got NaN');
  const place = q * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below === above ? below : below + (place % 1) * (above - below);
}

/** Returns the quartiles of the values, or NaN for an empty array. Throws a `MetricInputError` for NaN. */
export function quartiles(values: ArrayLike<number>): Quartiles {
  return { lower: quantile(values, 0.25), median: quantile(values, 0.5), upper: quantile(values, 0.75) };
}

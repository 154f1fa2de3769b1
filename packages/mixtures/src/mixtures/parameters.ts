import { refuse } from '../errors.ts';
import type { Theta } from '../families/types.ts';
import { total } from '../total.ts';

/** Parameters as typed arrays, or as plain arrays from JSON. */
export type Written<T extends Theta> = { readonly [Name in keyof T]: ArrayLike<number> };

/** Returns the values as a new array. @throws MixtureInputError if their number is not `length`, or one is not finite. */
export function readNumbers(name: string, values: ArrayLike<number>, length: number): Float64Array {
  const out = Float64Array.from(values ?? []);
  if (out.length !== length) refuse(name, `hold ${length} numbers`, out.length);
  const bad = out.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) refuse(`${name}[${bad}]`, 'be a finite number', out[bad]);
  return out;
}

/** Returns the weights of a mixture. @throws MixtureInputError if there are none, one is below 0, or they do not sum to 1. */
export function readShares(name: string, values: ArrayLike<number>): Float64Array {
  const out = readNumbers(name, values, Math.max(1, values?.length ?? 0));
  const sum = total(out);
  if (out.some((value) => value < 0) || Math.abs(sum - 1) > 1e-6) {
    refuse(name, 'be at least 0 each and sum to 1', `a sum of ${sum}`);
  }
  return out;
}

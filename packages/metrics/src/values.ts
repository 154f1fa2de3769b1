import { MetricInputError } from './errors.ts';

/** Describes a value in a few words, for messages of errors. */
export function kindOf(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  if (typeof given === 'string') return `the string ${JSON.stringify(given.slice(0, 40))}`;
  if (typeof given !== 'object') return `the ${typeof given} ${String(given).slice(0, 40)}`;
  if (given instanceof Promise) return 'a Promise: await it first';
  if ('dataSync' in given) return 'a tensor: give its values, as `await tensor.data()` has them';
  return `an object (${given.constructor?.name ?? 'no class'})`;
}

/** Tells whether a value can be read by index: an array, a typed array, or an object with a length and elements. */
export function isListed(given: unknown): given is ArrayLike<unknown> {
  if (typeof given !== 'object' || given === null || !('length' in given)) return false;
  return typeof given.length === 'number' && Number.isInteger(given.length) && given.length >= 0;
}

/** Throws a `MetricInputError` unless every value is a number, NaN and infinities included. */
export function checkNumbers(given: ArrayLike<number>, argument: string): void {
  if (!isListed(given)) throw new MetricInputError(`${argument} must be an array or a typed array of numbers, got ${kindOf(given)}`);
  if (given instanceof Float32Array || given instanceof Float64Array) return;
  const values: ArrayLike<unknown> = given;
  for (let i = 0; i < values.length; i++) {
    if (typeof values[i] !== 'number') throw new MetricInputError(`${argument}[${i}] must be a number, got ${kindOf(values[i])}`);
  }
}

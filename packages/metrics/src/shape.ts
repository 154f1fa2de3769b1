import { MetricInputError } from './errors.ts';
import { isListed, kindOf } from './values.ts';

/** Returns the number of values of a shape, or NaN if an axis is not a whole number of at least 0. */
export function count(shape: readonly number[]): number {
  return shape.reduce((total, axis) => (Number.isInteger(axis) && axis >= 0 ? total * axis : Number.NaN), 1);
}

/** Throws a `MetricInputError` unless a shape is an array of numbers. */
export function checkShape(shape: readonly number[]): void {
  if (!isListed(shape) || !(Symbol.iterator in shape)) throw new MetricInputError(`shape must be a list of lengths, got ${kindOf(shape)}`);
  for (const axis of shape) {
    if (typeof axis !== 'number') throw new MetricInputError(`shape must be a list of lengths, got ${kindOf(axis)} in it`);
  }
}

import { MetricInputError } from './errors.ts';
import { isListed, kindOf } from './values.ts';

/** How many values a shape holds; NaN for axes that are not whole numbers of at least 0. */
export function count(shape: readonly number[]): number {
  return shape.reduce((total, axis) => (Number.isInteger(axis) && axis >= 0 ? total * axis : Number.NaN), 1);
}

/** Throws a `MetricInputError` unless a shape is a list. */
export function checkShape(shape: readonly number[]): void {
  if (!isListed(shape)) throw new MetricInputError(`shape must be a list of lengths, got ${kindOf(shape)}`);
}

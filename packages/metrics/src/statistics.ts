import { checkNumbers } from './values.ts';

/** Returns the arithmetic mean, or NaN for an empty array. Throws a `MetricInputError` unless `values` is an array of numbers. */
export function mean(values: ArrayLike<number>): number {
  checkNumbers(values, 'values');
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Returns the standard deviation of a sample, with n − 1 degrees of freedom, or NaN for fewer than two values. Throws like `mean`. */
export function sampleDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return Math.sqrt(sum / Math.max(0, values.length - 1));
}

/** Returns the sum of numbers. */
export function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/** Returns the mean of numbers; 0 if there are none. */
export const mean = (values: Float64Array): number => total(values) / values.length || 0;

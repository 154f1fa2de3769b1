/** How many values a shape holds; NaN for axes that are no whole numbers of at least 0. */
export function count(shape: readonly number[]): number {
  return shape.reduce((total, axis) => (Number.isInteger(axis) && axis >= 0 ? total * axis : Number.NaN), 1);
}

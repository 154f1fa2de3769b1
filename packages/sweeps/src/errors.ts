/** Thrown if the description of a sweep is wrong, or its folder belongs to another sweep. */
export class SweepError extends Error {
  override readonly name = 'SweepError';
}

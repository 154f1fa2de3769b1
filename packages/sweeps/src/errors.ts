/** A sweep cannot be: its description is wrong, or its folder is another's. */
export class SweepError extends Error {
  override readonly name = 'SweepError';
}

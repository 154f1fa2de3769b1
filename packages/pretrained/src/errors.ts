/** Thrown if weights are missing, are damaged, or do not match their card. */
export class PretrainedError extends Error {
  override readonly name = 'PretrainedError';
}

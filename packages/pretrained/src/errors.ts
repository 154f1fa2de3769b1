/** Weights are not there, are damaged, or are not what their card says. */
export class PretrainedError extends Error {
  override readonly name = 'PretrainedError';
}

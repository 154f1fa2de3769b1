/** An experiment, or a setting of one, does not exist or cannot be. */
export class ExperimentError extends Error {
  override readonly name = 'ExperimentError';
}

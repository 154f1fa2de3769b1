/** An experiment or a setting does not exist, or a setting has a wrong value. */
export class ExperimentError extends Error {
  override readonly name = 'ExperimentError';
}

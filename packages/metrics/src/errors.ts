/** Thrown for input that a metric cannot score: it names the argument, what was expected and what was given. */
export class MetricInputError extends Error {
  override readonly name = 'MetricInputError';
}

/** An input that a metric cannot score; the message names the argument and says what was expected and what was given. */
export class MetricInputError extends Error {
  override readonly name = 'MetricInputError';
}

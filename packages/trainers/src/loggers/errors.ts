/** A tracking server does not answer, or refuses a request. */
export class LoggerError extends Error {
  override readonly name = 'LoggerError';
}

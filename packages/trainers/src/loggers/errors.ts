/** A tracking server does not answer, or refuses what it is told. */
export class LoggerError extends Error {
  override readonly name = 'LoggerError';
}

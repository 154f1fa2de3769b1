/** What this package throws: a message that names the operation, the argument, what was expected and what was given. */
export class NativeBackendError extends Error {
  override readonly name = 'NativeBackendError';
}

/** The error of this package; its message names the operation and the argument and says what was expected and what was given. */
export class NativeBackendError extends Error {
  override readonly name = 'NativeBackendError';
}

/** Thrown if a function cannot be recorded, or its recording cannot be replayed on these inputs. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
}

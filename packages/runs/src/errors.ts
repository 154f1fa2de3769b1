/** There is no run where one was named, it lacks something, or what is asked of it cannot be. */
export class RunError extends Error {
  override readonly name = 'RunError';
}

/** There is no run of that name, it lacks something, or a request does not fit it. */
export class RunError extends Error {
  override readonly name = 'RunError';
}

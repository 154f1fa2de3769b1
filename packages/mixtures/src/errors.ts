/** Thrown for an image or a setting that cannot be grouped: it names the argument, what was expected and what was given. */
export class MixtureInputError extends Error {
  override readonly name = 'MixtureInputError';
}

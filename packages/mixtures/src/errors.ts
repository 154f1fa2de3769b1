/** Thrown for data or a setting that a function cannot use: it names the argument, what was expected and what was given. */
export class MixtureInputError extends Error {
  override readonly name: string = 'MixtureInputError';
}

/** Thrown where the points of a component span fewer dimensions than there are, so that its density would be infinite. */
export class CollapsedCovarianceError extends MixtureInputError {
  override readonly name = 'CollapsedCovarianceError';
}

/** @throws MixtureInputError where `value` is not an integer of at least `least`. */
export function atLeast(argument: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new MixtureInputError(`${argument} must be an integer of at least ${least}, got ${value}`);
  }
}

/** @throws MixtureInputError where a value is not a number of at least 0. */
export function notNegative(values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new MixtureInputError(`${name} must be a number of at least 0, got ${value}`);
  }
}

/** The entry of a table that an option names. @throws MixtureInputError for another name. */
export function chosen<T>(argument: string, table: Readonly<Record<string, T>>, name: string): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  throw new MixtureInputError(`${argument} must be one of ${Object.keys(table).join(', ')}, got ${name}`);
}

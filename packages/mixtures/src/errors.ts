/** Thrown for data or a setting that a function cannot use; the message names the argument, what was expected and what was given. */
export class MixtureInputError extends Error {
  override readonly name: string = 'MixtureInputError';
}

/** Thrown if the points of a component span fewer dimensions than the data have, so that its density would be infinite. */
export class CollapsedCovarianceError extends MixtureInputError {
  override readonly name = 'CollapsedCovarianceError';
}

/** Throws a `MixtureInputError` whose message names the argument, what was expected and what was given. */
export function refuse(argument: string, expected: string, given: unknown): never {
  throw new MixtureInputError(`${argument} must ${expected}, got ${given}`);
}

/** @throws MixtureInputError if a value is not an integer of at least `least`, which is 1 by default. */
export function checkCounts(values: Readonly<Record<string, number>>, least = 1): void {
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isInteger(value) || value < least) refuse(name, `be an integer of at least ${least}`, value);
  }
}

/** @throws MixtureInputError if a value is not a number of at least 0. */
export function notNegative(values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) refuse(name, 'be a number of at least 0', value);
  }
}

/** Returns the entry of `table` that an option names. @throws MixtureInputError for a name that is not in the table. */
export function chosen<T>(argument: string, table: Readonly<Record<string, T>>, name: string): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  refuse(argument, `be one of ${Object.keys(table).join(', ')}`, name);
}

/** @throws MixtureInputError if a seed is not an integer. */
export function checkSeed(seed: number): void {
  if (!Number.isInteger(seed)) refuse('seed', 'be an integer', seed);
}

import { ExperimentError } from './errors.ts';

/** The entry of a table that a setting names; throws an `ExperimentError` listing the names there are. */
export function pick<T>(table: Readonly<Record<string, T>>, setting: string, name: string): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined) throw new ExperimentError(`${setting} must be one of ${Object.keys(table).join(', ')}, not ${name}`);
  return found;
}

/** Throws an `ExperimentError` unless every setting is a whole number above 0. */
export function wholeNumbers(settings: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(settings))
    if (!(Number.isInteger(value) && value > 0)) throw new ExperimentError(`${name} must be a whole number above 0, not ${value}`);
}

import type { Kind } from './kinds.ts';
import { nearest } from './nearest.ts';
import { shown } from './shown.ts';

/** The kind of every option of `Options`. If the kind of an option is missing, the code does not compile. */
export type Kinds<Options> = { readonly [Name in keyof Options]-?: Kind };

/**
 * Checks the options with which a function was called: every option must exist and have a value of its kind.
 *
 * Throws a `Fault` that names the option, the expected kind and the given value; for a name that does not exist, it names the nearest one
 * that does.
 */
export function checkOptions<Options>(
  caller: string,
  options: Options,
  kinds: Kinds<Options>,
  Fault: new (message: string) => Error,
): void {
  if (typeof options !== 'object' || options === null) throw new Fault(`${caller}: options must be an object, not ${shown(options)}`);
  const known = Object.keys(kinds);
  for (const [name, value] of Object.entries(options)) {
    if (Object.hasOwn(kinds, name) || value === undefined) continue;
    const near = nearest(name, known);
    throw new Fault(`${caller}: there is no option ${name}; ${near ? `did you mean ${near}?` : `there are ${known.join(', ')}`}`);
  }
  for (const [name, { expected, accepts }] of Object.entries<Kind>(kinds)) {
    const value = options[name as keyof Options];
    if (!accepts(value)) throw new Fault(`${caller}: ${name} must be ${expected}, not ${shown(value)}`);
  }
}

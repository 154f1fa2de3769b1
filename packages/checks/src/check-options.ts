import type { Kind } from './kinds.ts';
import { nearest } from './nearest.ts';
import { shown } from './shown.ts';

/** The kind of every option of `Options`: an option without one does not compile. */
export type Kinds<Options> = { readonly [Name in keyof Options]-?: Kind };

/**
 * Checks the options that a function was called with: that each exists, and is of its kind.
 *
 * Throws a `Fault` that names the option, what is expected of it and what was given; for a name that does not exist, the nearest one that does.
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

import { TrainingOptionError } from './errors.ts';

/** Throws unless a count is a whole number above 0; the message names it by `what`. */
export function checkCount(what: string, value: number): void {
  if (!(Number.isInteger(value) && value > 0)) throw new TrainingOptionError(`${what} must be a whole number above 0, not ${value}`);
}

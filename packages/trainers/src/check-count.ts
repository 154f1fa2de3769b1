import { TrainingOptionError } from './errors.ts';

/** Refuses a count that is not a whole number above 0; `what` names it. */
export function checkCount(what: string, value: number): void {
  if (!(Number.isInteger(value) && value > 0)) throw new TrainingOptionError(`${what} must be a whole number above 0, not ${value}`);
}

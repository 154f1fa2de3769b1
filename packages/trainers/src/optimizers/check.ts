import { TrainingOptionError } from '../errors.ts';

/** Refuses a number that is not above 0. */
export function checkPositive(optimizer: string, name: string, value: number): void {
  if (!(value > 0)) throw new TrainingOptionError(`${optimizer}: ${name} must be above 0, not ${value}`);
}

/** Refuses numbers outside [0, 1). */
export function checkDecay(optimizer: string, decays: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(decays))
    if (!(value >= 0 && value < 1)) throw new TrainingOptionError(`${optimizer}: ${name} must be at least 0 and below 1, not ${value}`);
}

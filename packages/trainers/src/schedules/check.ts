import { TrainingOptionError } from '../errors.ts';

/** Refuses a factor outside [0, 1]. */
export function checkFactor(schedule: string, name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new TrainingOptionError(`${schedule}: ${name} must be between 0 and 1, not ${value}`);
}

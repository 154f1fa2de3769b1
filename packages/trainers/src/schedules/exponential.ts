import { checkCount } from '../check-count.ts';
import { checkFactor } from './check.ts';
import type { Schedule } from './types.ts';

/** How fast `exponential` falls. */
export interface ExponentialOptions {
  /** What the rate is multiplied by in `steps` training steps. */
  readonly factor: number;
  readonly steps: number;
}

/**
 * Falls exponentially: factor ^ (steps taken / steps).
 *
 * @throws TrainingOptionError where a setting is out of range.
 */
export function exponential({ factor, steps }: ExponentialOptions): Schedule {
  checkFactor('exponential', 'factor', factor);
  checkCount('exponential: steps', steps);
  return ({ step }) => factor ** ((step - 1) / steps);
}

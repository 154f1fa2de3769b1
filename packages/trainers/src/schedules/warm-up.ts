import { checkOptions, count, optional } from '@neural-em/checks';
import { TrainingOptionError } from '../errors.ts';
import { constant } from './constant.ts';
import { aSchedule } from './kinds.ts';
import type { Schedule } from './types.ts';

/** Options of `warmUp`. */
export interface WarmUpOptions {
  /** Number of training steps until the full rate. */
  readonly steps: number;
  /** The schedule after the warm-up, which counts steps from the end of the warm-up. */
  readonly next?: Schedule;
}

/**
 * Returns a schedule that rises in equal steps to the full rate, then follows another schedule.
 *
 * @throws TrainingOptionError if `steps` is not a whole number above 0.
 */
export function warmUp(options: WarmUpOptions): Schedule {
  checkOptions('warmUp', options, { steps: count, next: optional(aSchedule) }, TrainingOptionError);
  const { steps, next = constant() } = options;
  return ({ step, ...rest }) => (step < steps ? step / steps : next({ ...rest, step: step - steps + 1 }));
}

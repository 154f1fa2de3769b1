import { checkCount } from '../check-count.ts';
import { constant } from './constant.ts';
import type { Schedule } from './types.ts';

/** How `warmUp` begins. */
export interface WarmUpOptions {
  /** Training steps until the full rate. */
  readonly steps: number;
  /** What comes after; it counts its own steps, from the end of the warm-up. */
  readonly next?: Schedule;
}

/**
 * Rises in equal steps to the full rate, then follows another schedule.
 *
 * @throws TrainingOptionError where `steps` is no whole number above 0.
 */
export function warmUp({ steps, next = constant() }: WarmUpOptions): Schedule {
  checkCount('warmUp: steps', steps);
  return ({ step, ...rest }) => (step < steps ? step / steps : next({ ...rest, step: step - steps + 1 }));
}

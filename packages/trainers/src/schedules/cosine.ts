import { checkCount } from '../check-count.ts';
import { checkFactor } from './check.ts';
import type { Schedule } from './types.ts';

/** How far `cosine` falls. */
export interface CosineOptions {
  /** Training steps until the lowest rate, which then stays. */
  readonly steps: number;
  /** The lowest rate. */
  readonly end?: number;
}

/**
 * Falls from 1 to `end` along half a cosine (Loshchilov and Hutter 2017, eq. 5, without restarts).
 *
 * @throws TrainingOptionError where a setting is out of range.
 */
export function cosine({ steps, end = 0 }: CosineOptions): Schedule {
  checkCount('cosine: steps', steps);
  checkFactor('cosine', 'end', end);
  return ({ step }) => end + ((1 - end) * (1 + Math.cos(Math.PI * Math.min(1, (step - 1) / steps)))) / 2;
}

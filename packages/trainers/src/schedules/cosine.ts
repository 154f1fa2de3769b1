import { checkOptions, count, optional } from '@neural-em/checks';
import { TrainingOptionError } from '../errors.ts';
import { factor } from './kinds.ts';
import type { Schedule } from './types.ts';

/** Options of `cosine`. */
export interface CosineOptions {
  /** Number of training steps until the lowest rate, at which the rate stays. */
  readonly steps: number;
  /** The lowest factor of the learning rate. */
  readonly end?: number;
}

/**
 * Returns a schedule that falls from 1 to `end` along half a cosine (Loshchilov and Hutter 2017, eq. 5, without restarts).
 *
 * @throws TrainingOptionError if a setting is out of range.
 */
export function cosine(options: CosineOptions): Schedule {
  checkOptions('cosine', options, { steps: count, end: optional(factor) }, TrainingOptionError);
  const { steps, end = 0 } = options;
  return ({ step }) => end + ((1 - end) * (1 + Math.cos(Math.PI * Math.min(1, (step - 1) / steps)))) / 2;
}

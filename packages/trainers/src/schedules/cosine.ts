import { checkOptions, count, optional } from '@neural-em/checks';
import { TrainingOptionError } from '../errors.ts';
import { factor } from './kinds.ts';
import type { Schedule } from './types.ts';

/** Options of `cosine`. */
export interface CosineOptions {
  /** Training steps to the lowest rate; the rate stays there. */
  readonly steps: number;
  /** The lowest rate. */
  readonly end?: number;
}

/**
 * Falls from 1 to `end` along half a cosine (Loshchilov and Hutter 2017, eq. 5, without restarts).
 *
 * @throws TrainingOptionError where a setting is out of range.
 */
export function cosine(options: CosineOptions): Schedule {
  checkOptions('cosine', options, { steps: count, end: optional(factor) }, TrainingOptionError);
  const { steps, end = 0 } = options;
  return ({ step }) => end + ((1 - end) * (1 + Math.cos(Math.PI * Math.min(1, (step - 1) / steps)))) / 2;
}

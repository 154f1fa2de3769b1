import { checkOptions, count } from '@neural-em/checks';
import { TrainingOptionError } from '../errors.ts';
import * as kinds from './kinds.ts';
import type { Schedule } from './types.ts';

/** Options of `exponential`. */
export interface ExponentialOptions {
  /** The factor by which the rate falls in `steps` training steps. */
  readonly factor: number;
  readonly steps: number;
}

/**
 * Returns a schedule that falls exponentially: factor ^ (steps so far / steps).
 *
 * @throws TrainingOptionError if a setting is out of range.
 */
export function exponential(options: ExponentialOptions): Schedule {
  checkOptions('exponential', options, { factor: kinds.factor, steps: count }, TrainingOptionError);
  const { factor, steps } = options;
  return ({ step }) => factor ** ((step - 1) / steps);
}

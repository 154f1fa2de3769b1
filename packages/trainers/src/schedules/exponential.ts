import { checkOptions, count } from '@neural-em/checks';
import { TrainingOptionError } from '../errors.ts';
import * as kinds from './kinds.ts';
import type { Schedule } from './types.ts';

/** Options of `exponential`. */
export interface ExponentialOptions {
  /** Factor by which the rate falls in `steps` training steps. */
  readonly factor: number;
  readonly steps: number;
}

/**
 * Falls exponentially: factor ^ (steps taken / steps).
 *
 * @throws TrainingOptionError where a setting is out of range.
 */
export function exponential(options: ExponentialOptions): Schedule {
  checkOptions('exponential', options, { factor: kinds.factor, steps: count }, TrainingOptionError);
  const { factor, steps } = options;
  return ({ step }) => factor ** ((step - 1) / steps);
}

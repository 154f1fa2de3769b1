import { checkOptions, count, optional } from '@neural-em/checks';
import { TrainingOptionError } from '../errors.ts';
import * as kinds from './kinds.ts';
import type { Schedule } from './types.ts';

/** Options of `plateau`. */
export interface PlateauOptions {
  /** Factor by which the rate falls. */
  readonly factor?: number;
  /** Number of validations in a row without a lower loss after which the rate falls; then the count begins again. */
  readonly patience?: number;
}

/**
 * Lowers the rate whenever the validation loss has stopped falling.
 *
 * @throws TrainingOptionError where a setting is out of range.
 */
export function plateau(options: PlateauOptions = {}): Schedule {
  checkOptions('plateau', options, { factor: optional(kinds.factor), patience: optional(count) }, TrainingOptionError);
  const { factor = 0.1, patience = 5 } = options;
  return ({ validations }) => {
    let rate = 1;
    let lowest = Number.POSITIVE_INFINITY;
    let waited = 0;
    for (const loss of validations) {
      waited = loss < lowest ? 0 : waited + 1;
      lowest = Math.min(lowest, Number.isNaN(loss) ? lowest : loss);
      if (waited < patience) continue;
      rate *= factor;
      waited = 0;
    }
    return rate;
  };
}

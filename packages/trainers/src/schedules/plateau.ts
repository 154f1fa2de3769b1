import { checkOptions, count, optional } from '@neural-em/checks';
import { TrainingOptionError } from '../errors.ts';
import * as kinds from './kinds.ts';
import type { Schedule } from './types.ts';

/** Options of `plateau`. */
export interface PlateauOptions {
  /** The factor by which the rate falls. */
  readonly factor?: number;
  /** The rate falls after this number of validations in a row without a lower loss; then the count begins again. */
  readonly patience?: number;
}

/**
 * Returns a schedule that lowers the rate each time the validation loss has stopped falling.
 *
 * @throws TrainingOptionError if a setting is out of range.
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

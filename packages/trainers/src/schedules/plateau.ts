import { checkCount } from '../check-count.ts';
import { checkFactor } from './check.ts';
import type { Schedule } from './types.ts';

/** When `plateau` lowers the rate, and by how much. */
export interface PlateauOptions {
  /** What the rate is multiplied by. */
  readonly factor?: number;
  /** Validations in a row without a lower loss that lower the rate; the count then starts anew. */
  readonly patience?: number;
}

/**
 * Lowers the rate whenever the validation loss has stopped falling.
 *
 * @throws TrainingOptionError where a setting is out of range.
 */
export function plateau({ factor = 0.1, patience = 5 }: PlateauOptions = {}): Schedule {
  checkFactor('plateau', 'factor', factor);
  checkCount('plateau: patience', patience);
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

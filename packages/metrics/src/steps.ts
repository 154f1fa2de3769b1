import { MetricInputError } from './errors.ts';
import { type Quartiles, quartiles } from './quantile.ts';
import { checkShape, count } from './shape.ts';
import { checkNumbers } from './values.ts';

/**
 * Returns the mean score of each sequence over its steps. With `weights` it can weigh the steps as the loss does.
 *
 * @param scores [T, B]
 * @param options - `weights`: one for each step, at least 0 and not all 0. Default: all equal
 * @returns one score for each sequence, [B]
 * Throws a `MetricInputError` if lengths disagree, or for weights that cannot average.
 */
export function averageSteps(
  scores: ArrayLike<number>,
  shape: readonly [steps: number, batch: number],
  { weights }: { weights?: ArrayLike<number> } = {},
): Float64Array {
  const [steps, batch] = checkSteps(scores, shape);
  if (weights) checkNumbers(weights, 'weights');
  const share = weights ? Array.from(weights) : new Array<number>(steps).fill(1);
  const total = share.reduce((a, b) => (b >= 0 ? a + b : Number.NaN), 0);
  if (share.length !== steps || !(total > 0 && total < Number.POSITIVE_INFINITY)) {
    throw new MetricInputError(`weights must be ${steps} numbers of at least 0 and not all 0, got [${share.join(', ')}]`);
  }
  return new Float64Array(batch).map((_, b) => {
    let sum = 0;
    for (let t = 0; t < steps; t++) sum += share[t]! * scores[t * batch + b]!;
    return sum / total;
  });
}

/**
 * Returns the quartiles over a batch at each step: how scores spread in the course of a sequence.
 *
 * @param scores [T, B]
 * @returns the quartiles of each step, [T]
 * Throws a `MetricInputError` if lengths disagree, or for NaN.
 */
export function quartilesPerStep(scores: ArrayLike<number>, shape: readonly [steps: number, batch: number]): Quartiles[] {
  const [steps, batch] = checkSteps(scores, shape);
  const all = Float64Array.from(scores);
  return Array.from({ length: steps }, (_, t) => quartiles(all.subarray(t * batch, (t + 1) * batch)));
}

function checkSteps(scores: ArrayLike<number>, shape: readonly [number, number]): readonly [number, number] {
  checkNumbers(scores, 'scores');
  checkShape(shape);
  const [steps, batch] = shape;
  if (count([steps, batch]) !== scores.length) {
    throw new MetricInputError(`scores must hold ${steps} steps of ${batch} sequences, got ${scores.length} values`);
  }
  return shape;
}

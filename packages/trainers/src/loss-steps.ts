import type { Batch } from '@neural-em/datasets';
import { TrainingOptionError } from './errors.ts';

/**
 * Returns the weights of the EM steps in the training loss: `stepWeights`, unless the last `lossSteps` steps on a static image share the loss.
 *
 * @throws TrainingOptionError if `lossSteps` is not a whole number from 1 to the number of steps, or the items are sequences.
 */
export function stepWeightsFor(batch: Batch, stepWeights: number[], lossSteps = 1): number[] {
  const steps = stepWeights.length;
  if (lossSteps === 1) return stepWeights;
  if (batch.shape[0] !== 1) throw new TrainingOptionError('lossSteps is for static images: sequences have a loss at every step');
  if (!(Number.isInteger(lossSteps) && lossSteps > 0 && lossSteps <= steps))
    throw new TrainingOptionError(`lossSteps must be a whole number from 1 to the ${steps} EM steps, not ${lossSteps}`);
  return stepWeights.map((_, t) => (t < steps - lossSteps ? 0 : 1 / lossSteps));
}

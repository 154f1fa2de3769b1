import type { EmModel } from '@neural-em/core';
import { batches, type Dataset } from '@neural-em/datasets';
import { TrainingOptionError } from './errors.ts';
import { type Evaluation, evaluate, type Metric } from './evaluate.ts';
import { createTrainStep, type StepReport, type TrainStepOptions } from './train-step.ts';
import { loadWeights, saveWeights, type Weights } from './weights.ts';

/** Settings of a training run; the defaults are the paper's (section 4 and appendix A). */
export interface TrainOptions extends TrainStepOptions {
  readonly batchSize?: number;
  /** Passes over the training split, at most. */
  readonly epochs?: number;
  /** Training steps, at most. */
  readonly maxSteps?: number;
  /** Training steps from one validation to the next: an epoch by default. The last step is always followed by one. */
  readonly validateEvery?: number;
  /** Stops after so many validations without a lower loss. */
  readonly patience?: number;
  /** The first so many images of the validation split. */
  readonly validationImages?: number;
  /** Once aborted, the training step under way is the last. */
  readonly signal?: AbortSignal;
  /** Scores of the validation images. */
  readonly metrics?: Readonly<Record<string, Metric>>;
}

/** What a run reports as it goes. */
export type TrainReport =
  | ({ readonly kind: 'step'; readonly step: number; readonly epoch: number } & StepReport)
  | {
      readonly kind: 'validation';
      readonly step: number;
      readonly epoch: number;
      readonly validation: Evaluation;
      /** Whether the validation loss is the lowest so far. */
      readonly improved: boolean;
      /** The weights of the lowest validation loss so far. */
      readonly best: Weights;
    };

/**
 * Trains a model, epoch by epoch over shuffled images, and stops early on the validation loss. Yields a report after each
 * training step and each validation; the run goes on as the reader asks for the next one, and ends when it stops asking.
 * At its end the model holds its best weights.
 *
 * @throws DivergedError where the loss is no longer a number; the model then still holds the last good weights.
 * @throws TrainingOptionError where a setting is out of range.
 */
export async function* train(model: EmModel, dataset: Dataset, options: TrainOptions): AsyncGenerator<TrainReport, void, void> {
  const { batchSize = 64, epochs = 500, patience = 10, validationImages = 1000, seed } = options;
  const stepsPerEpoch = Math.ceil(dataset.size.training / batchSize);
  const { maxSteps = epochs * stepsPerEpoch, validateEvery = stepsPerEpoch } = options;
  for (const [name, value] of Object.entries({ batchSize, epochs, patience, validationImages, maxSteps, validateEvery }))
    if (!(Number.isInteger(value) && value > 0))
      throw new TrainingOptionError(`train: ${name} must be a whole number above 0, not ${value}`);
  const last = Math.min(maxSteps, epochs * stepsPerEpoch);
  const trainStep = createTrainStep(model, options);
  let lowest = Number.POSITIVE_INFINITY;
  let best: Weights | undefined;
  let waited = 0;
  let step = 0;
  for (let epoch = 1; ; epoch++) {
    for (const batch of batches(dataset, 'training', { batchSize, seed: `${seed}/${epoch}` })) {
      step++;
      yield { kind: 'step', step, epoch, ...(await trainStep.run(batch, step)) };
      const isLast = step === last || options.signal?.aborted === true;
      if (step % validateEvery !== 0 && !isLast) continue;
      const validation = await evaluate(model, batches(dataset, 'validation', { batchSize, limit: validationImages }), options);
      const improved = validation.loss < lowest;
      waited = improved ? 0 : waited + 1;
      if (improved || !best) {
        lowest = validation.loss;
        best = await saveWeights(model.params);
      }
      yield { kind: 'validation', step, epoch, validation, improved, best };
      if (isLast || waited === patience) {
        loadWeights(model.params, best);
        return;
      }
    }
  }
}

import type { Dataset } from '@neural-em/datasets';
import { checkCount } from './check-count.ts';
import type { Metric } from './evaluation.ts';
import type { Schedule } from './schedules/types.ts';
import type { Checkpoint } from './state.ts';
import type { Seed } from './task.ts';
import type { TrainStepOptions } from './train-step-options.ts';

/** What to do if the loss or a gradient is not a number: end with the error, skip the batch, or return to the last checkpoint. */
export type DivergencePolicy = 'stop' | 'skip' | 'rollback';

/** Settings of a training run; the defaults are the paper's (section 4 and appendix A). */
export interface TrainOptions extends TrainStepOptions {
  readonly batchSize?: number;
  /** Largest number of passes over the training split. */
  readonly epochs?: number;
  /** Largest number of training steps. */
  readonly maxSteps?: number;
  /** Number of training steps between validations; the last step is always followed by one. Default: an epoch. */
  readonly validateEvery?: number;
  /** The run ends after this number of validations without a lower loss. */
  readonly patience?: number;
  /**
   * The weights that the run keeps: `best`, those with the lowest validation loss, or `last`, those of the latest validation, for a training
   * whose purpose that loss does not show, such as `ownFrames`. Default: `best`.
   */
  readonly weights?: 'best' | 'last';
  /** Number of validation images, from the first one. */
  readonly validationImages?: number;
  /** Metrics of the validation images; warnings of collapse use the first one. */
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** Separate seeds, in place of `seed`; `data` is the seed of the order of the images. */
  readonly seeds?: { readonly noise?: Seed; readonly gamma?: Seed; readonly data?: Seed };
  /** Changes the learning rate during the run. */
  readonly schedule?: Schedule;
  /**
   * `skip` ends with the error after ten skipped steps in a row; `rollback` halves the learning rate at each return and ends with the error
   * after five. Default: `stop`.
   */
  readonly onDivergence?: DivergencePolicy;
  /** Number of training steps between checkpoints; each validation is followed by one, too. */
  readonly checkpointEvery?: number;
  /** Resumes from this checkpoint. The other options must be those of the run that made it. */
  readonly from?: Checkpoint | undefined;
  /** A later stage of a run: its number, from 0, and the number of training steps before it, from which steps are counted on. */
  readonly stage?: { readonly number: number; readonly after: number };
  /** Signal that ends the run after the current training step, with a validation. */
  readonly signal?: AbortSignal;
  /** Signal that pauses the run after the current training step: it saves a checkpoint and stops, to be resumed later. */
  readonly pause?: AbortSignal;
}

/** The counts of a run, with defaults filled in. */
export interface Plan {
  readonly batchSize: number;
  readonly epochs: number;
  readonly maxSteps: number;
  readonly validateEvery: number;
  readonly validationImages: number;
  readonly patience: number;
  readonly checkpointEvery: number;
}

/** Returns the counts of a run on a dataset; throws a `TrainingOptionError` for a count that is not a whole number above 0. */
export function planOf(dataset: Dataset, options: TrainOptions): Plan {
  const { batchSize = 64, epochs = 500, patience = 10, validationImages = 1000, checkpointEvery = 200 } = options;
  const stepsPerEpoch = Math.ceil(dataset.size.training / batchSize);
  const { maxSteps = epochs * stepsPerEpoch, validateEvery = stepsPerEpoch, microBatchSize = batchSize } = options;
  const counts = { batchSize, epochs, patience, validationImages, maxSteps, validateEvery, checkpointEvery };
  for (const [name, value] of Object.entries({ ...counts, microBatchSize })) checkCount(`train: ${name}`, value);
  return { ...counts, maxSteps: Math.min(maxSteps, epochs * stepsPerEpoch) };
}

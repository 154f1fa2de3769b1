import type { Dataset } from '@neural-em/datasets';
import { checkCount } from './check-count.ts';
import type { Metric } from './evaluation.ts';
import type { Schedule } from './schedules/types.ts';
import type { Checkpoint } from './state.ts';
import type { Seed } from './task.ts';
import type { TrainStepOptions } from './train-step-options.ts';

/** What to do where loss or gradients are no longer numbers: end with the error, leave the batch out, or go back. */
export type DivergencePolicy = 'stop' | 'skip' | 'rollback';

/** Settings of a training run; the defaults are the paper's (section 4 and appendix A). */
export interface TrainOptions extends TrainStepOptions {
  readonly batchSize?: number;
  /** Passes over the training split, at most. */
  readonly epochs?: number;
  /** Training steps, at most. */
  readonly maxSteps?: number;
  /** Training steps from one validation to the next: an epoch by default. The last step is always followed by one. */
  readonly validateEvery?: number;
  /** How many validations without a lower loss end the run. */
  readonly patience?: number;
  /** How many images of the validation split are used, from the first on. */
  readonly validationImages?: number;
  /** Scores of the validation images; the first is watched for collapse. */
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** Seeds of their own, in place of `seed`; `data` is that of the order of the images. */
  readonly seeds?: { readonly noise?: Seed; readonly gamma?: Seed; readonly data?: Seed };
  /** Changes the learning rate as the run goes. */
  readonly schedule?: Schedule;
  /** `stop` by default. `skip` ends with the error after ten steps in a row, `rollback` after five returns; each halves the learning rate. */
  readonly onDivergence?: DivergencePolicy;
  /** Training steps from one checkpoint to the next; each validation is followed by one as well. */
  readonly checkpointEvery?: number;
  /** Goes on from here. The other options must be those of the run that made it. */
  readonly from?: Checkpoint | undefined;
  /** Begins a later stage of a run: its number, from 0, and the training steps taken before it. Step numbers go on from there. */
  readonly stage?: { readonly number: number; readonly after: number };
  /** Once aborted, the training step under way is the last: a validation ends the run. */
  readonly signal?: AbortSignal;
  /** Once aborted, the training step under way is followed by a checkpoint and nothing else, for the run to go on later. */
  readonly pause?: AbortSignal;
}

/** The counts of a run, with their defaults. */
export interface Plan {
  readonly batchSize: number;
  readonly epochs: number;
  readonly maxSteps: number;
  readonly validateEvery: number;
  readonly validationImages: number;
  readonly patience: number;
  readonly checkpointEvery: number;
}

/** The counts of a run on a dataset; throws a `TrainingOptionError` for a count that is not a whole number above 0. */
export function planOf(dataset: Dataset, options: TrainOptions): Plan {
  const { batchSize = 64, epochs = 500, patience = 10, validationImages = 1000, checkpointEvery = 200 } = options;
  const stepsPerEpoch = Math.ceil(dataset.size.training / batchSize);
  const { maxSteps = epochs * stepsPerEpoch, validateEvery = stepsPerEpoch, microBatchSize = batchSize } = options;
  const counts = { batchSize, epochs, patience, validationImages, maxSteps, validateEvery, checkpointEvery };
  for (const [name, value] of Object.entries({ ...counts, microBatchSize })) checkCount(`train: ${name}`, value);
  return { ...counts, maxSteps: Math.min(maxSteps, epochs * stepsPerEpoch) };
}

import { aFunction, aRecord, checkOptions, count, type Kinds, optional, seed, seeds, unchecked } from '@neural-em/checks';
import { TrainingOptionError } from './errors.ts';
import type { EvaluateOptions } from './evaluation.ts';
import { aSchedule } from './schedules/kinds.ts';
import type { TrainOptions } from './train-options.ts';

/** A `Noise`. */
export const aNoise = aRecord('a noise, such as bitFlip(0.1) or noNoise', { corrupt: 'function' });

const optimizer = aFunction("one of this package's optimizers, such as adam()");

/** The kinds of all options of training and inference, because programs often pass one object to several functions. The functions check ranges. */
const inference: Kinds<TrainOptions & EvaluateOptions> = {
  components: count,
  noise: aNoise,
  seed,
  seeds: optional(seeds),
  optimizer: optional(optimizer),
  onBatch: optional(aFunction('a function that is called with each batch')),
  notice: optional(aFunction('a function that is called with a text')),
  metrics: optional(aRecord('an object of metrics by name')),
  schedule: optional(aSchedule),
  stepWeights: optional(aFunction('a function from the number of steps to their weights, such as everyStep')),
  noiseAt: optional(aFunction('a function from the training step to a noise')),
  at: optional(aFunction('a function from the training step to its changes')),
  onDivergence: optional({
    expected: "'stop', 'skip' or 'rollback'",
    accepts: (value) => ['stop', 'skip', 'rollback'].includes(value as string),
  }),
  weights: optional({ expected: "'best' or 'last'", accepts: (value) => value === 'best' || value === 'last' }),
  emSteps: unchecked,
  interWeight: unchecked,
  litInterWeight: unchecked,
  litSharePower: unchecked,
  gammaSharpness: unchecked,
  thetaDropout: unchecked,
  thetaDropoutSteps: unchecked,
  lossSteps: unchecked,
  ownFrames: unchecked,
  restarts: unchecked,
  crossEntropy: unchecked,
  clipNorm: unchecked,
  microBatchSize: unchecked,
  batchSize: unchecked,
  epochs: unchecked,
  maxSteps: unchecked,
  validateEvery: unchecked,
  validationImages: unchecked,
  patience: unchecked,
  checkpointEvery: unchecked,
  from: unchecked,
  stage: unchecked,
  signal: unchecked,
  pause: unchecked,
};

const training: Kinds<TrainOptions & EvaluateOptions> = { ...inference, optimizer };

/** Refuses options of inference that do not exist, are missing, or have the wrong kind. */
export function checkInference(caller: string, options: object): void {
  checkOptions(caller, options as TrainOptions, inference, TrainingOptionError);
}

/** Refuses options of training that do not exist, are missing, or have the wrong kind. */
export function checkTraining(caller: string, options: object): void {
  checkOptions(caller, options as TrainOptions, training, TrainingOptionError);
}

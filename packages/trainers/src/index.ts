export { DivergedError, TrainingOptionError, WeightsError } from './errors.ts';
export { type EvaluateOptions, type Evaluation, evaluate, type Metric } from './evaluate.ts';
export { bitFlip, maskedUniform, type Noise, noNoise } from './noise.ts';
export { type Observation, observe } from './observe.ts';
export { type AdamOptions, adam } from './optimizers/adam.ts';
export type { Optimizer, OptimizerFactory } from './optimizers/types.ts';
export { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
export { type Sequence, type SequenceOptions, toSequence } from './sequence.ts';
export { type TrainOptions, type TrainReport, train } from './train.ts';
export {
  createTrainStep,
  type Losses,
  prepare,
  type StepReport,
  type TaskOptions,
  type TrainStep,
  type TrainStepOptions,
} from './train-step.ts';
export { loadWeights, saveWeights, type Weights } from './weights.ts';

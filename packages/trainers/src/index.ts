export {
  DivergedError,
  type Divergence,
  RunDataError,
  RunLockedError,
  StorageError,
  TrainingOptionError,
  WeightsError,
} from './errors.ts';
export { evaluate } from './evaluate.ts';
export type { ComponentUse, EvaluateOptions, Evaluation, Grouping, Metric } from './evaluation.ts';
export { type Inference, type InferredStep, infer } from './infer.ts';
export { type NextFrameOptions, type NextFrameScores, scoreNextFrames } from './next-frame.ts';
export { type LossSummary, type NextFrameLosses, summarizeLoss } from './next-frame-losses.ts';
export { bitFlip, maskedUniform, type Noise, noNoise, type RandomStream } from './noise.ts';
export { type Observation, observe } from './observe.ts';
export { type AdamOptions, adam } from './optimizers/adam.ts';
export { type AdamWOptions, adamW } from './optimizers/adam-w.ts';
export { type RmsPropOptions, rmsProp } from './optimizers/rms-prop.ts';
export { type SgdOptions, sgd } from './optimizers/sgd.ts';
export type { Optimizer, OptimizerFactory, RecordedUpdate } from './optimizers/types.ts';
export {
  type Callbacks,
  type CheckpointReport,
  type DivergedReport,
  type EndReport,
  type FigureReport,
  follow,
  type NoticeReport,
  type RunReport,
  type TrainingStepReport,
  type TrainReport,
  type ValidationReport,
  type WarningReport,
} from './reports.ts';
export type { InferenceOptions } from './restarts.ts';
export { type Rollout, type RolloutOptions, type RolloutStep, rollout, rolloutSteps } from './rollout.ts';
export { type RolloutCurves, type RolloutScorers, scoreRollout } from './rollout-scores.ts';
export { sha256 } from './run/checksum.ts';
export { metricsLog, type RunLog, rowOf } from './run/logs.ts';
export { type Row, readRows } from './run/rows.ts';
export { createRun, isDone, openRun, type Run, type RunOptions, readBestWeights, readConfig } from './run/run.ts';
export { decodeSafetensors, encodeSafetensors, type Precision } from './safetensors.ts';
export { alongPoints, type Point } from './schedules/along-points.ts';
export { constant } from './schedules/constant.ts';
export { type CosineOptions, cosine } from './schedules/cosine.ts';
export { type ExponentialOptions, exponential } from './schedules/exponential.ts';
export { type PlateauOptions, plateau } from './schedules/plateau.ts';
export type { Progress, Schedule } from './schedules/types.ts';
export { type WarmUpOptions, warmUp } from './schedules/warm-up.ts';
export { type Sequence, type SequenceOptions, toSequence } from './sequence.ts';
export type { Checkpoint, CollapseWarning, EndReason, TrainState, ValidationRecord } from './state.ts';
export { memoryStorage } from './storage/memory.ts';
export type { RunStorage } from './storage/types.ts';
export { type Losses, prepare, type Seed, type TaskOptions } from './task.ts';
export { type TensorBoardOptions, tensorBoardLog } from './tensorboard/log.ts';
export { train } from './train.ts';
export type { DivergencePolicy, TrainOptions } from './train-options.ts';
export { createTrainStep, type StepReport, type TrainStep, type UpdateOptions } from './train-step.ts';
export type { StepChanges, TrainStepOptions } from './train-step-options.ts';
export { type LoadWeightsOptions, loadWeights, saveWeights, type Weights } from './weights.ts';

import type { EmModel } from '@neural-em/core';
import type { Noise } from './noise.ts';
import type { OptimizerFactory } from './optimizers/types.ts';
import type { TaskOptions } from './task.ts';

/** Settings of a training step. */
export interface TrainStepOptions extends TaskOptions {
  readonly optimizer: OptimizerFactory;
  /** Scales the gradients down where their common norm exceeds this; off by default. */
  readonly clipNorm?: number;
  /** Images whose gradients are computed at a time, and then averaged over the batch: fewer need less memory. All by default. */
  readonly microBatchSize?: number;
  /** How many of the last EM steps on a static image have a loss in training, of equal weight; only the last one by default. */
  readonly lossSteps?: number;
  /**
   * Share of theta that the decoder does not see in training, 0 by default. It keeps a component from holding two objects: with all of
   * theta to itself the network learns to, since that costs no loss.
   */
  readonly thetaDropout?: number;
  /** EM steps after which the dropout on theta has fallen to 0, within each item: objects are told apart in the first steps. None by default, where it stays. */
  readonly thetaDropoutSteps?: number;
  /** Noise of a training step, in place of `noise`, which validation keeps. */
  readonly noiseAt?: (step: number) => Noise;
  /**
   * What a training step, counted from 1, has of its own, in place of the model and the options that validation keeps: a schedule of
   * anything over the run. A function of the step and nothing else, so that a run that is resumed goes on with the same values.
   */
  readonly at?: (step: number) => StepChanges;
}

/** What can be another at each training step. */
export interface StepChanges
  extends Pick<TrainStepOptions, 'interWeight' | 'litInterWeight' | 'thetaDropout' | 'thetaDropoutSteps' | 'emSteps' | 'lossSteps'> {
  /** The model with another E-step or share of the gradient through gamma, say, made of the same network: its parameters are those of the run. */
  readonly model?: EmModel;
}

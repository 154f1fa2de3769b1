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
   * Share of theta that is hidden from the decoder in training, 0 by default. It keeps a component from holding two objects; without it the
   * network learns to hold two, because the loss does not rise.
   */
  readonly thetaDropout?: number;
  /** EM steps after which the dropout on theta has fallen to 0, within each item, because objects are separated in the first steps. By default it does not fall. */
  readonly thetaDropoutSteps?: number;
  /** Noise of a training step, in place of `noise`, which validation keeps. */
  readonly noiseAt?: (step: number) => Noise;
  /**
   * Options that change during training: a function from the training step, counted from 1, to the model and the options of this step.
   * Validation keeps those of the run. It must depend on the step only, so that a resumed run has the same values.
   */
  readonly at?: (step: number) => StepChanges;
}

/** What may change at each training step. */
export interface StepChanges
  extends Pick<TrainStepOptions, 'interWeight' | 'litInterWeight' | 'thetaDropout' | 'thetaDropoutSteps' | 'emSteps' | 'lossSteps'> {
  /** A model with the parameters of the run, and for instance another E-step or share of the gradient through gamma. */
  readonly model?: EmModel;
}

import type { EmModel, LossOptions } from '@neural-em/core';
import type { Noise } from './noise.ts';
import type { OptimizerFactory } from './optimizers/types.ts';
import type { TaskOptions } from './task.ts';

/** Settings of a training step. */
export interface TrainStepOptions extends TaskOptions {
  readonly optimizer: OptimizerFactory;
  /** The largest common norm of the gradients; larger ones are scaled down to it. Default: no limit. */
  readonly clipNorm?: number;
  /** Number of images whose gradients are computed at a time and then averaged over the batch; fewer need less memory. Default: all. */
  readonly microBatchSize?: number;
  /** Number of last EM steps on a static image that have a loss in training, with equal weights. Default: 1. */
  readonly lossSteps?: number;
  /**
   * Share of theta that is hidden from the decoder in training. It keeps a component from holding two objects; without it the network may learn
   * to hold two, because the loss does not rise. Default: 0.
   */
  readonly thetaDropout?: number;
  /**
   * Number of EM steps on each item in which the dropout on theta falls to 0, because the first steps separate objects. Default: it does
   * not fall.
   */
  readonly thetaDropoutSteps?: number;
  /**
   * Share of the sequences that the model goes on with by itself in training, each from a random frame on, the fourth at the earliest: it reads its
   * own frames of zeros and ones, as in a rollout (`ownFrame`), and the loss is that of the true ones. Training on own predictions is
   * known as scheduled sampling (Bengio and others 2015). Default: 0.
   */
  readonly ownFrames?: number;
  /** Returns the noise of a training step, in place of `noise`; validation keeps `noise`. */
  readonly noiseAt?: (step: number) => Noise;
  /**
   * Returns options that change during training: the model and the options of a training step, counted from 1. Validation keeps the options of
   * the run. The function must depend only on the step, so that a resumed run has the same values.
   */
  readonly at?: (step: number) => StepChanges;
}

/** The options that may change at each training step. */
export interface StepChanges
  extends Pick<TrainStepOptions, keyof LossOptions | 'thetaDropout' | 'thetaDropoutSteps' | 'ownFrames' | 'emSteps' | 'lossSteps'> {
  /** A model with the parameters of the run, and for instance another E-step or share of the gradient through gamma. */
  readonly model?: EmModel;
}

import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/** Updates a fixed, ordered list of variables. Runs within a `tf.tidy`. */
export interface Optimizer {
  /** The variables, by name, that must be saved with the number of updates so that a resumed run has the same bits. */
  readonly slots: Readonly<Record<string, Variable>>;
  /**
   * Makes one update. `update` counts from 1; gradients have the order of the variables. `rate` (by default 1) multiplies the
   * learning rate.
   */
  apply(gradients: readonly Tensor[], update: number, rate?: number): void;
  /** The same update in a form that a backend can record together with the gradients; without it, updates are made after the recording. */
  readonly recorded?: RecordedUpdate;
}

/** An update as a function of tensors only. */
export interface RecordedUpdate {
  /** Returns the numbers that differ between updates. */
  numbers(update: number, rate: number): number[];
  /** Makes one update by gradients times a scalar `factor`; on a backend that records, nothing changes if the factor is NaN. */
  apply(gradients: readonly Tensor[], numbers: Tensor, factor: Tensor): void;
}

/** Makes an optimizer for a list of variables. */
export type OptimizerFactory = (variables: readonly Variable[]) => Optimizer;

import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/** Updates a fixed, ordered list of variables. Runs within a `tf.tidy`. */
export interface Optimizer {
  /** What must be saved, beside the number of updates, to go on bit for bit: one variable a name. */
  readonly slots: Readonly<Record<string, Variable>>;
  /**
   * One update; `update` counts from 1 and gradients come in the order of the variables. `rate` multiplies the learning
   * rate, 1 by default.
   */
  apply(gradients: readonly Tensor[], update: number, rate?: number): void;
  /** The same update in a form that a backend can record together with the gradients; without it, updates follow after them. */
  readonly recorded?: RecordedUpdate;
}

/** An update as a function of tensors alone. */
export interface RecordedUpdate {
  /** What differs from update to update. */
  numbers(update: number, rate: number): number[];
  /** One update by gradients times a scalar `factor`; on a backend that records, nothing changes where that is NaN. */
  apply(gradients: readonly Tensor[], numbers: Tensor, factor: Tensor): void;
}

/** Makes an optimizer for a list of variables. */
export type OptimizerFactory = (variables: readonly Variable[]) => Optimizer;

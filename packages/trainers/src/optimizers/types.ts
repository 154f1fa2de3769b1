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
}

/** Makes an optimizer for a list of variables. */
export type OptimizerFactory = (variables: readonly Variable[]) => Optimizer;

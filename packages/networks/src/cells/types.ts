import type { Params } from '@neural-em/core';
import type { Tensor, TensorContainer } from '@tensorflow/tfjs-core';
import type { Seed } from '../init.ts';

/** A recurrent cell. Axes: N = B·K, F features in, M features out. The state `S` may be anything. */
export interface RecurrentCell<S extends TensorContainer = TensorContainer> {
  readonly params: Params;
  /** Returns the state before the first step. */
  init(items: number): S;
  /** Returns the next state and the output [N, M], from the state and the input [N, F]. */
  step(state: S, input: Tensor): { state: S; output: Tensor };
}

/** Sizes of a recurrent cell of any kind. */
export interface CellOptions {
  /** F */
  readonly inputs: number;
  /** M */
  readonly size: number;
  readonly seed: Seed;
}

/** A function that makes a cell: `rnn`, `outputNormRnn`, `gru`, `lstm` or your own. */
export type CellFactory<S extends TensorContainer = TensorContainer> = (options: CellOptions) => RecurrentCell<S>;

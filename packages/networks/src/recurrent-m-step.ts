import type { MStep } from '@neural-em/core';
import { reshape, type Tensor, type TensorContainer } from '@tensorflow/tfjs-core';
import type { RecurrentCell } from './cells/types.ts';
import type { Layer } from './layers/types.ts';
import { check, kinds } from './option-kinds.ts';

/** Encoder and cell of the M-step of RNN-EM. */
export interface RecurrentMStepOptions<S extends TensorContainer> {
  readonly cell: RecurrentCell<S>;
  /** Turns the residual into the features that the cell reads, [N, D·P·C] → [N, F]. Without an encoder the cell reads the residual. */
  readonly encoder?: Layer;
}

/**
 * Returns the M-step of RNN-EM: theta ← RNN(encoder(residual), theta), with the same weights for every component of every image. The output
 * of the cell is theta; the state of the cell may be anything.
 */
export function recurrentMStep<S extends TensorContainer>(options: RecurrentMStepOptions<S>): MStep<S> {
  check('recurrentMStep', options, { cell: kinds.cell, encoder: kinds.optional(kinds.layer) });
  const { cell, encoder } = options;
  return {
    params: encoder ? { encoder: encoder.params, recurrent: cell.params } : { recurrent: cell.params },
    init: (images, components) => cell.init(images * components),
    step: (state, residual) => {
      const [B, K] = residual.shape as [number, number];
      const flat: Tensor = reshape(residual, [B * K, -1]);
      const next = cell.step(state, encoder ? encoder.apply(flat) : flat);
      return { state: next.state, theta: reshape(next.output, [B, K, -1]) };
    },
  };
}

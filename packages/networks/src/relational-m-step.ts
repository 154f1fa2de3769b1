import type { RelationalMStep } from '@neural-em/core';
import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { RelationalCell } from './cells/relational.ts';
import type { Layer } from './layers/types.ts';
import { check, kinds } from './option-kinds.ts';

/** Cell and encoder of the M-step of Relational N-EM. */
export interface RelationalMStepOptions {
  readonly cell: RelationalCell;
  /** Turns the residual into the features that the cell reads, [N, D·P·C] → [N, F]. Without an encoder the cell reads the residual. */
  readonly encoder?: Layer;
}

/**
 * Returns the M-step of Relational N-EM: as `recurrentMStep`, but with a cell that reads the states of all components of an image. If the
 * components are permuted, the result is permuted in the same way. The state is [B, K, M].
 */
export function relationalMStep(options: RelationalMStepOptions): RelationalMStep<Tensor> {
  check('relationalMStep', options, { cell: kinds.cell, encoder: kinds.optional(kinds.layer) });
  const { cell, encoder } = options;
  return {
    params: encoder ? { encoder: encoder.params, recurrent: cell.params } : { recurrent: cell.params },
    init: cell.init,
    step: (state, residual) => {
      const [B, K] = residual.shape as [number, number];
      const flat: Tensor = reshape(residual, [B * K, -1]);
      const next = cell.step(state, reshape(encoder ? encoder.apply(flat) : flat, [B, K, -1]));
      return { state: next.state, theta: next.output };
    },
    attention: cell.attention,
  };
}

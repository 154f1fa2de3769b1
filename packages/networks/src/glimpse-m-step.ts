import type { MStep, RelationalMStep } from '@neural-em/core';
import { reshape, type Tensor, type TensorContainer, zeros } from '@tensorflow/tfjs-core';
import type { RelationalCell } from './cells/relational.ts';
import type { RecurrentCell } from './cells/types.ts';
import type { GlimpseEncoder } from './encoders/glimpse.ts';
import { check, kinds } from './option-kinds.ts';

/** Encoder and cell of an M-step with glimpses. */
export interface GlimpseMStepOptions<S extends TensorContainer> {
  readonly cell: RecurrentCell<S>;
  readonly encoder: GlimpseEncoder;
}

/** The state of the cell, and theta: [N, M], the last output of the cell, and place and velocity if the patch moves. */
export type GlimpseState<S extends TensorContainer> = { cell: S; theta: Tensor };

/** Returns the M-step of RNN-EM with an encoder that also reads theta: theta ← RNN(encoder(residual, theta), theta). Theta begins at 0. */
export function glimpseMStep<S extends TensorContainer>(options: GlimpseMStepOptions<S>): MStep<GlimpseState<S>> {
  check('glimpseMStep', options, { cell: kinds.cell, encoder: kinds.glimpseEncoder });
  const { cell, encoder } = options;
  const { motion } = encoder.decoder;
  return {
    params: { encoder: encoder.params, recurrent: cell.params },
    init: (images, components) => {
      const N = images * components;
      return { cell: cell.init(N), theta: zeros([N, encoder.decoder.thetaSize]) };
    },
    step: ({ cell: state, theta }, residual, context) => {
      const [B, K] = residual.shape as [number, number];
      const next = cell.step(state, encoder.encode(residual, theta, context));
      const after = motion ? motion.follow(next.output, theta) : next.output;
      return { state: { cell: next.state, theta: after }, theta: reshape(after, [B, K, -1]) };
    },
  };
}

/** Encoder and cell of the M-step of Relational N-EM with glimpses. */
export interface RelationalGlimpseMStepOptions {
  readonly cell: RelationalCell;
  readonly encoder: GlimpseEncoder;
}

/** Returns the M-step of Relational N-EM with an encoder that also reads theta; the state of the cell is [B, K, M]. */
export function relationalGlimpseMStep(options: RelationalGlimpseMStepOptions): RelationalMStep<GlimpseState<Tensor>> {
  check('relationalGlimpseMStep', options, { cell: kinds.cell, encoder: kinds.glimpseEncoder });
  const { cell, encoder } = options;
  const { motion } = encoder.decoder;
  return {
    params: { encoder: encoder.params, recurrent: cell.params },
    init: (images, components) => ({ cell: cell.init(images, components), theta: zeros([images * components, encoder.decoder.thetaSize]) }),
    step: ({ cell: state, theta }, residual, context) => {
      const [B, K] = residual.shape as [number, number];
      const features = encoder.encode(residual, theta, context);
      const next = cell.step(state, reshape(features, [B, K, -1]));
      const output = reshape(next.output, [B * K, -1]);
      const after = motion ? motion.follow(output, theta) : output;
      return { state: { cell: next.state, theta: after }, theta: reshape(after, [B, K, -1]) };
    },
    attention: ({ cell: state }) => cell.attention(state),
  };
}

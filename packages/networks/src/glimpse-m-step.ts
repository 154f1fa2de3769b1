import type { MStep, RelationalMStep, StepContext } from '@neural-em/core';
import { concat, mul, reshape, slice, type Tensor, type TensorContainer, zeros } from '@tensorflow/tfjs-core';
import type { RelationalCell } from './cells/relational.ts';
import type { RecurrentCell } from './cells/types.ts';
import type { GlimpseEncoder } from './encoders/glimpse.ts';
import type { Motion } from './motion.ts';
import { check, kinds } from './option-kinds.ts';

interface Glimpses {
  readonly encoder: GlimpseEncoder;
  /**
   * Gives the places of the patches, for a decoder that is `placed`; the cell then reads two more features, the place before. By default the
   * decoder finds the places in theta.
   */
  readonly motion?: Motion | undefined;
}

/** Encoder, cell and motion of an M-step with glimpses. */
export interface GlimpseMStepOptions<S extends TensorContainer> extends Glimpses {
  readonly cell: RecurrentCell<S>;
}

/** The state of the cell, and the last theta, [N, M], or [N, M + 2] with the place of a motion. */
export type GlimpseState<S extends TensorContainer> = { cell: S; theta: Tensor };

/** Returns the M-step of RNN-EM with an encoder that also reads theta: theta ← RNN(encoder(residual, theta), theta). Theta begins at 0. */
export function glimpseMStep<S extends TensorContainer>(options: GlimpseMStepOptions<S>): MStep<GlimpseState<S>> {
  check('glimpseMStep', options, { ...glimpseKinds, cell: kinds.cell });
  const { cell } = options;
  const { params, begin, read, theta: thetaOf } = glimpses(options);
  return {
    params: params(cell),
    init: (images, components) => ({ cell: cell.init(images * components), theta: begin(images, components) }),
    step: ({ cell: state, theta }, residual, context) => {
      const next = cell.step(state, read(residual, theta, context));
      return thetaOf(next.state, next.output, theta, residual);
    },
  };
}

/** Encoder, cell and motion of the M-step of Relational N-EM with glimpses. */
export interface RelationalGlimpseMStepOptions extends Glimpses {
  readonly cell: RelationalCell;
}

/** Returns the M-step of Relational N-EM with an encoder that also reads theta; the state of the cell is [B, K, M]. */
export function relationalGlimpseMStep(options: RelationalGlimpseMStepOptions): RelationalMStep<GlimpseState<Tensor>> {
  check('relationalGlimpseMStep', options, { ...glimpseKinds, cell: kinds.cell });
  const { cell } = options;
  const { params, begin, read, theta: thetaOf } = glimpses(options);
  return {
    params: params(cell),
    init: (images, components) => ({ cell: cell.init(images, components), theta: begin(images, components) }),
    step: ({ cell: state, theta }, residual, context) => {
      const [B, K] = residual.shape as [number, number];
      const next = cell.step(state, reshape(read(residual, theta, context), [B, K, -1]));
      return thetaOf(next.state, reshape(next.output, [B * K, -1]), theta, residual);
    },
    attention: ({ cell: state }) => cell.attention(state),
  };
}

const glimpseKinds = { encoder: kinds.glimpseEncoder, motion: kinds.optional(kinds.motion) };

/** Factor that brings a place to the size of the features beside it. */
const SPREAD = 8;

/** Returns what the two M-steps share. N = B·K. */
function glimpses({ encoder, motion }: Glimpses) {
  const placeOf = (theta: Tensor) => slice(theta, [0, encoder.thetaSize - 2], [-1, 2]);
  return {
    params: (cell: RecurrentCell<TensorContainer> | RelationalCell) => ({
      encoder: encoder.params,
      recurrent: cell.params,
      ...(motion && { motion: motion.params }),
    }),
    begin: (images: number, components: number): Tensor => zeros([images * components, encoder.thetaSize]),
    /** Returns what a cell reads, [N, F], or [N, F + 2] with a motion. */
    read: (residual: Tensor, theta: Tensor, context: StepContext): Tensor => {
      const features = encoder.encode(residual, theta, context);
      return motion ? concat([features, mul(placeOf(theta), SPREAD)], 1) : features;
    },
    /** Returns the result of a step, from the output of the cell [N, M] and the theta before. */
    theta: <S extends TensorContainer>(cell: S, output: Tensor, before: Tensor, residual: Tensor) => {
      const perComponent = (x: Tensor) => reshape(x, [residual.shape[0]!, residual.shape[1]!, -1]);
      if (!motion) return { state: { cell, theta: output }, theta: perComponent(output) };
      const place = motion.move(output, placeOf(before));
      return { state: { cell, theta: concat([output, place], 1) }, theta: perComponent(output), steady: perComponent(place) };
    },
  };
}

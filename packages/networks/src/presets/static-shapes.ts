import type { Decoder, MStep } from '@neural-em/core';
import type { TensorContainer } from '@tensorflow/tfjs-core';
import { rnn } from '../cells/rnn.ts';
import type { CellFactory } from '../cells/types.ts';
import { denseDecoder } from '../decoders/dense.ts';
import { tiedDecoder } from '../decoders/tied.ts';
import type { Seed } from '../init.ts';
import { check, kinds } from '../option-kinds.ts';
import { recurrentMStep } from '../recurrent-m-step.ts';

/** Sizes of the networks for static images; the defaults are the paper's (appendix A.1): 28×28 pixels, 250 units. */
export interface StaticShapesOptions {
  /** [D, P·C]. */
  readonly etaShape?: readonly [pixels: number, parameters: number];
  /** M, size of theta. */
  readonly thetaSize?: number;
  readonly seed: Seed;
}

const staticKinds = { etaShape: kinds.optional(kinds.etaShape), thetaSize: kinds.optional(kinds.count), seed: kinds.seed };

/**
 * Returns the decoder of N-EM for static shapes: psi = sigmoid(W sigmoid(theta)); 196,001 parameters with the learned rate of the M-step.
 */
export function staticShapesNem(options: StaticShapesOptions): { decoder: Decoder } {
  check('staticShapesNem', options, staticKinds);
  const { etaShape = [784, 1], thetaSize = 250, seed } = options;
  return { decoder: tiedDecoder({ thetaSize, etaShape, seed: `${seed}/decoder` }) };
}

/**
 * Returns the networks of RNN-EM for static shapes: 250 recurrent sigmoid units read the residual, and one dense layer decodes; 455,534
 * parameters.
 */
export function staticShapesRnnEm(options: StaticShapesOptions & { readonly cell?: CellFactory }): {
  decoder: Decoder;
  mStep: MStep<TensorContainer>;
} {
  check('staticShapesRnnEm', options, { ...staticKinds, cell: kinds.factory('lstm') });
  const { etaShape = [784, 1], thetaSize = 250, cell = rnn, seed } = options;
  return {
    decoder: denseDecoder({ thetaSize, etaShape, seed: `${seed}/decoder` }),
    mStep: recurrentMStep({ cell: cell({ inputs: etaShape[0] * etaShape[1], size: thetaSize, seed: `${seed}/recurrent` }) }),
  };
}

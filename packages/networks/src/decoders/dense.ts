import { type Activation, type Decoder, relu } from '@neural-em/core';
import type { Seed } from '../init.ts';
import { dense } from '../layers/dense.ts';
import { sequential } from '../layers/sequential.ts';
import type { Layer } from '../layers/types.ts';
import { check, kinds } from '../option-kinds.ts';
import { layeredDecoder } from './layered.ts';

/** Sizes of a dense decoder. */
export interface DenseDecoderOptions {
  /** M, size of theta. */
  readonly thetaSize: number;
  /** `[D, P·C]`: pixels, and parameters per pixel. */
  readonly etaShape: readonly [pixels: number, parameters: number];
  /** Sizes of hidden layers. Default: no hidden layers, as in the paper. */
  readonly hidden?: readonly number[];
  readonly activation?: Activation;
  readonly seed: Seed;
}

/** Returns a decoder of fully connected layers with biases; without hidden layers it is eta = theta W + b. */
export function denseDecoder(options: DenseDecoderOptions): Decoder {
  check('denseDecoder', options, {
    thetaSize: kinds.count,
    etaShape: kinds.etaShape,
    hidden: kinds.optional(kinds.sizes),
    activation: kinds.activation,
    seed: kinds.seed,
  });
  const { thetaSize, etaShape, hidden = [], activation = relu, seed } = options;
  const sizes = [thetaSize, ...hidden];
  const outputs = etaShape[0] * etaShape[1];
  const last = dense({ inputs: sizes[sizes.length - 1]!, outputs, seed: `${seed}/output` });
  if (hidden.length === 0) return layeredDecoder(last, { thetaSize, etaShape });
  const layers: Record<string, Layer> = {};
  for (const [i, size] of hidden.entries())
    layers[`hidden${i + 1}`] = dense({ inputs: sizes[i]!, outputs: size, activation, seed: `${seed}/hidden${i + 1}` });
  return layeredDecoder(sequential({ ...layers, output: last }), { thetaSize, etaShape });
}

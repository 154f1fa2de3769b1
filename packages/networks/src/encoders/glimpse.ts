import { elu, type Params } from '@neural-em/core';
import { concat, type Tensor } from '@tensorflow/tfjs-core';
import type { PatchDecoder } from '../decoders/patch.ts';
import { dense } from '../layers/dense.ts';
import { withLayerNorm } from '../layers/layer-norm.ts';
import { check, kinds } from '../option-kinds.ts';
import { type ConvEncoderOptions, convEncoder } from './conv.ts';

/** An encoder that knows what the component looked like before. Axes: N = B·K, F features. */
export interface GlimpseEncoder {
  readonly params: Params;
  /** M, size of theta. */
  readonly thetaSize: number;
  /** Returns features [N, F] of the residual [N, D·P·C], given the theta [N, M] of the step before. */
  encode(residual: Tensor, theta: Tensor): Tensor;
}

/** Options of `glimpseEncoder`: those of `convEncoder`, and the decoder that knows the place. */
export interface GlimpseEncoderOptions extends ConvEncoderOptions {
  readonly decoder: PatchDecoder;
}

/**
 * Returns an encoder that reads the residual twice: all of it by convolutions, and, pixel by pixel, the part where the component drew its
 * patch in the step before. An object thus looks the same wherever it is. F is twice `dense`.
 */
export function glimpseEncoder(options: GlimpseEncoderOptions): GlimpseEncoder {
  const { decoder, ...whole } = options;
  check('glimpseEncoder', { decoder }, { decoder: kinds.patchDecoder });
  const everything = convEncoder(whole);
  const { dense: outputs, activation = elu, seed } = whole;
  const near = withLayerNorm(dense({ inputs: decoder.patchValues, outputs, seed: `${seed}/glimpse` }), { channels: outputs, activation });
  return {
    params: { ...everything.params, glimpse: near.params },
    thetaSize: decoder.thetaSize,
    encode: (residual, theta) => concat([everything.apply(residual), near.apply(decoder.glimpse(residual, theta))], 1),
  };
}

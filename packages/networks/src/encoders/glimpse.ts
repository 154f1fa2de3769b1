import { elu, type Params, type StepContext } from '@neural-em/core';
import { concat, reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { PatchDecoder } from '../decoders/patch.ts';
import { dense } from '../layers/dense.ts';
import { withLayerNorm } from '../layers/layer-norm.ts';
import { check, kinds } from '../option-kinds.ts';
import { type ConvEncoderOptions, convEncoder } from './conv.ts';
import { motionFeatures } from './motion.ts';

/** An encoder that knows what the component looked like before. Axes: N = B·K, M size of theta of the decoder, F features. */
export interface GlimpseEncoder {
  readonly params: Params;
  /** The decoder that draws what the component sees. */
  readonly decoder: PatchDecoder;
  /** F. */
  readonly features: number;
  /** Returns features [N, F], from the residual [B, K, D, P·C], the theta [N, M] of the step before, and what else an M-step may read. */
  encode(residual: Tensor, theta: Tensor, context: StepContext): Tensor;
}

/** Options of `glimpseEncoder`: those of `convEncoder`, and the decoder that knows the place. */
export interface GlimpseEncoderOptions extends ConvEncoderOptions {
  readonly decoder: PatchDecoder;
}

/**
 * Returns an encoder that reads the residual twice: all of it by convolutions, and, pixel by pixel, the part where the component drew its
 * patch in the step before. An object thus looks the same wherever it is. F is twice `dense`. Of a patch that moves, it also reads place and
 * velocity.
 */
export function glimpseEncoder(options: GlimpseEncoderOptions): GlimpseEncoder {
  const { decoder, ...whole } = options;
  check('glimpseEncoder', { decoder }, { decoder: kinds.patchDecoder });
  const everything = convEncoder(whole);
  const { dense: outputs, activation = elu, seed, imageShape } = whole;
  const inputs = decoder.patchPixels * imageShape[2];
  const near = withLayerNorm(dense({ inputs, outputs, seed: `${seed}/glimpse` }), { channels: outputs, activation });
  const moved = motionFeatures(decoder, 2 * outputs);
  return {
    params: { ...everything.params, glimpse: near.params, ...moved.params },
    decoder,
    features: 2 * outputs,
    encode: (residual, theta) => {
      const flat = reshape(residual, [theta.shape[0]!, -1]);
      const features = concat([everything.apply(flat), near.apply(decoder.glimpse([flat], decoder.centre(theta)))], 1);
      return moved.addTo(features, theta);
    },
  };
}

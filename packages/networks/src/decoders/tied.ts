import { checkShapes, type Decoder, sigmoid } from '@neural-em/core';
import { matMul, mul, reshape, sub, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { glorotUniform, type Seed } from '../init.ts';
import { check, kinds } from '../option-kinds.ts';

/** Sizes of the tied decoder. */
export interface TiedDecoderOptions {
  /** M, size of theta. */
  readonly thetaSize: number;
  /** `[D, P·C]`: pixels, and parameters per pixel. */
  readonly etaShape: readonly [pixels: number, parameters: number];
  readonly seed: Seed;
}

/**
 * Returns the decoder of the paper's static N-EM (appendix A.1): eta = W sigmoid(theta), with one matrix and no biases. It is called "tied"
 * because its pullback, sigmoid'(theta) · Wᵀ residual, uses the same matrix. With this closed form N-EM needs no nested gradient.
 */
export function tiedDecoder(options: TiedDecoderOptions): Decoder {
  check('tiedDecoder', options, { thetaSize: kinds.count, etaShape: kinds.etaShape, seed: kinds.seed });
  const { thetaSize, etaShape, seed } = options;
  const outputs = etaShape[0] * etaShape[1];
  const kernel = glorotUniform([thetaSize, outputs], `${seed}/kernel`);
  const sizes = (theta: Tensor) => checkShapes('tiedDecoder', { theta: [theta, ['B', 'K', thetaSize]] }) as { B: number; K: number };
  return {
    params: { kernel },
    thetaSize,
    etaShape,
    decode: (theta) => {
      const { B, K } = sizes(theta);
      const features = sigmoid(reshape(theta, [B * K, thetaSize])) as Tensor2D;
      return reshape(matMul(features, kernel as Tensor2D), [B, K, ...etaShape]);
    },
    pullback: (theta, residual) => {
      const { B, K } = sizes(theta);
      const features = sigmoid(theta);
      const slope = mul(features, sub(1, features));
      const pulled = matMul(reshape(residual, [B * K, outputs]) as Tensor2D, kernel as Tensor2D, false, true);
      return mul(slope, reshape(pulled, [B, K, thetaSize]));
    },
  };
}

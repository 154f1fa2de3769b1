import { checkShapes, type Decoder } from '@neural-em/core';
import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { Layer } from '../layers/types.ts';

/** Returns a decoder made of a layer that turns [N, M] into N images of D·P·C values. */
export function layeredDecoder(layer: Layer, { thetaSize, etaShape }: Pick<Decoder, 'thetaSize' | 'etaShape'>): Decoder {
  return {
    params: layer.params,
    thetaSize,
    etaShape,
    decode: (theta: Tensor) => {
      const { B = 0, K = 0 } = checkShapes('decode', { theta: [theta, ['B', 'K', thetaSize]] });
      return reshape(layer.apply(reshape(theta, [B * K, thetaSize])), [B, K, ...etaShape]);
    },
  };
}

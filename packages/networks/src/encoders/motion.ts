import type { Params } from '@neural-em/core';
import { add, matMul, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import type { PatchDecoder } from '../decoders/patch.ts';
import { zeroWeight } from '../init.ts';

/**
 * Returns the part of an encoder that adds place and velocity of a patch that moves to features [N, F]. It adds 0 before training, so that a
 * network may begin with the weights of one whose patches do not move.
 */
export function motionFeatures({ motion }: PatchDecoder, size: number): { params: Params; addTo(features: Tensor, theta: Tensor): Tensor } {
  if (!motion) return { params: {}, addTo: (features) => features };
  const kernel = zeroWeight([4, size]);
  return {
    params: { motion: kernel },
    addTo: (features, theta) => add(features, matMul(motion.features(theta) as Tensor2D, kernel as Tensor2D)),
  };
}

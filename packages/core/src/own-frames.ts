import { cast, greater, max, maximum, mul, type Tensor } from '@tensorflow/tfjs-core';
import { stopGradient } from './ops/stop-gradient.ts';

/** Thresholds of the frames by which a model of zeros and ones goes on without true frames. */
export const ownFrameThresholds = {
  /** A pixel belongs to a frame only if a component is brighter than this there, as in the authors' code of Relational N-EM. */
  lit: 0.1,
  /** A model reads the pixels at which a component is brighter than this share of its brightest pixel. */
  share: 0.5,
} as const;

/**
 * Returns the frame of zeros and ones that a model reads where there is no true one: each component draws its pixels that are brighter than
 * `share` of its brightest pixel, so that an object whose place is uncertain, and which is dim, does not vanish. No gradient passes.
 *
 * @param means - psi, [B, K, D, C].
 * @returns the frame, [B, 1, D, C].
 */
export function ownFrame(means: Tensor, share: number = ownFrameThresholds.share): Tensor {
  const least = maximum(mul(max(means, 2, true), share), ownFrameThresholds.lit);
  return stopGradient(max(cast(greater(means, least), 'float32'), 1, true));
}

/**
 * Returns the frame of zeros and ones that the E-step explains where there is no true one: the pixels at which a component is brighter than
 * `lit`. No gradient passes.
 *
 * @param means - psi, [B, K, D, C].
 * @returns the frame, [B, 1, D, C].
 */
export function ownTarget(means: Tensor, lit: number = ownFrameThresholds.lit): Tensor {
  return stopGradient(cast(greater(max(means, 1, true), lit), 'float32'));
}

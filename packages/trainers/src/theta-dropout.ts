import type { Perturb } from '@neural-em/core';
import { forEachPicked } from '@neural-em/random';
import { mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { TrainingOptionError } from './errors.ts';
import type { RandomStream } from './noise.ts';

/**
 * Masks of dropout on what the decoder reads (Srivastava et al. 2014), one an EM step: each entry of theta [B, K, M] is multiplied by 0
 * with probability `rate`, and by 1 / (1 − rate) otherwise. None where the rate is 0.
 *
 * @throws TrainingOptionError where the rate is no number from 0 to below 1.
 */
export function dropoutMasks(rate: number, random: RandomStream, { steps, shape }: { steps: number; shape: () => number[] }): Tensor[] {
  if (!(rate >= 0 && rate < 1)) throw new TrainingOptionError(`thetaDropout must be a number from 0 to below 1, not ${rate}`);
  if (rate === 0) return [];
  const sizes = shape();
  return Array.from({ length: steps }, () => {
    const mask = new Float32Array(sizes.reduce((a, b) => a * b, 1)).fill(1 / (1 - rate));
    forEachPicked(random, mask.length, rate, (i) => {
      mask[i] = 0;
    });
    return tensor(mask, sizes);
  });
}

/** Multiplies theta by one mask after the other, step by step; without masks it stays as it is. */
export function masked(masks: readonly Tensor[]): Perturb {
  let step = 0;
  return (theta) => (masks.length === 0 ? theta : mul(theta, masks[step++]!));
}

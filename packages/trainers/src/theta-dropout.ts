import type { Perturb } from '@neural-em/core';
import { forEachPicked } from '@neural-em/random';
import { mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { checkCount } from './check-count.ts';
import { TrainingOptionError } from './errors.ts';
import type { RandomStream } from './noise.ts';

/**
 * Masks of dropout on what the decoder reads (Srivastava et al. 2014), one an EM step: each entry of theta [B, K, M] is multiplied by 0
 * with probability `rate`, and by 1 / (1 − rate) otherwise. None for steps whose rate is 0.
 *
 * @param emSteps - the rate falls in a straight line from the first EM step to 0 after so many; it stays as it is where this is left out.
 * @throws TrainingOptionError where the rate is not a number from 0 to below 1, or `emSteps` not a whole number above 0.
 */
export function dropoutMasks(
  rate: number,
  random: RandomStream,
  { steps, shape, emSteps = Number.POSITIVE_INFINITY }: { steps: number; shape: () => number[]; emSteps?: number | undefined },
): Tensor[] {
  if (!(rate >= 0 && rate < 1)) throw new TrainingOptionError(`thetaDropout must be a number from 0 to below 1, not ${rate}`);
  if (emSteps !== Number.POSITIVE_INFINITY) checkCount('thetaDropoutSteps', emSteps);
  if (rate === 0) return [];
  const sizes = shape();
  return Array.from({ length: Math.min(steps, emSteps) }, (_, step) => {
    const share = rate * (1 - step / emSteps);
    const mask = new Float32Array(sizes.reduce((a, b) => a * b, 1)).fill(1 / (1 - share));
    forEachPicked(random, mask.length, share, (i) => {
      mask[i] = 0;
    });
    return tensor(mask, sizes);
  });
}

/** Multiplies theta by one mask after the other, step by step; it stays as it is once there is none. */
export function masked(masks: readonly Tensor[]): Perturb {
  let step = 0;
  return (theta): Tensor => {
    const mask = masks[step++];
    return mask ? mul(theta, mask) : theta;
  };
}

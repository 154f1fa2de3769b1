import type { Perturb } from '@neural-em/core';
import { forEachPicked } from '@neural-em/random';
import { mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { checkCount } from './check-count.ts';
import { TrainingOptionError } from './errors.ts';
import type { RandomStream } from './noise.ts';

/**
 * Dropout on what the decoder reads (Srivastava et al. 2014): each entry of theta [B, K, M] is 0 with probability `rate`, and divided
 * by 1 − rate otherwise; drawn anew at every call, which is one EM step.
 *
 * @param emSteps - the rate falls in a straight line from the first EM step to 0 after so many; it stays as it is where this is left out.
 * @throws TrainingOptionError where the rate is not a number from 0 to below 1, or `emSteps` not a whole number above 0.
 */
export function thetaDropout(rate: number, random: RandomStream, emSteps = Number.POSITIVE_INFINITY): Perturb {
  if (!(rate >= 0 && rate < 1)) throw new TrainingOptionError(`thetaDropout must be a number from 0 to below 1, not ${rate}`);
  if (emSteps !== Number.POSITIVE_INFINITY) checkCount('thetaDropoutSteps', emSteps);
  if (rate === 0) return (theta) => theta;
  let taken = 0;
  return (theta): Tensor => {
    const share = rate * Math.max(0, 1 - taken++ / emSteps);
    if (share === 0) return theta;
    const mask = new Float32Array(theta.size).fill(1 / (1 - share));
    forEachPicked(random, mask.length, share, (i) => {
      mask[i] = 0;
    });
    return mul(theta, tensor(mask, theta.shape));
  };
}

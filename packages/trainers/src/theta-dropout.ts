import type { Perturb } from '@neural-em/core';
import { forEachPicked } from '@neural-em/random';
import { mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { TrainingOptionError } from './errors.ts';
import type { RandomStream } from './noise.ts';

/**
 * Dropout on what the decoder reads (Srivastava et al. 2014): each entry of theta [B, K, M] is 0 with probability `rate`, and divided
 * by 1 − rate otherwise; drawn anew at every call.
 *
 * @throws TrainingOptionError where the rate is no number from 0 to below 1.
 */
export function thetaDropout(rate: number, random: RandomStream): Perturb {
  if (!(rate >= 0 && rate < 1)) throw new TrainingOptionError(`thetaDropout must be a number from 0 to below 1, not ${rate}`);
  if (rate === 0) return (theta) => theta;
  return (theta): Tensor => {
    const mask = new Float32Array(theta.size).fill(1 / (1 - rate));
    forEachPicked(random, mask.length, rate, (i) => {
      mask[i] = 0;
    });
    return mul(theta, tensor(mask, theta.shape));
  };
}

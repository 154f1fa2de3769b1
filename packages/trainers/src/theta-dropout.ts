import type { Perturb } from '@neural-em/core';
import { forEachPicked } from '@neural-em/random';
import { mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { checkCount } from './check-count.ts';
import { TrainingOptionError } from './errors.ts';
import type { RandomStream } from './noise.ts';

/** Options of the dropout masks of theta. */
export interface DropoutOptions {
  /** EM steps. */
  readonly steps: number;
  /** The rate falls in a straight line to 0 after this number of EM steps; by default it does not fall. */
  readonly fallSteps?: number | undefined;
  /** The shape of theta, [B, K, M]. */
  shape(): number[];
}

/**
 * Masks of dropout on what the decoder reads (Srivastava et al. 2014), one an EM step: each entry of theta [B, K, M] is multiplied by 0
 * with probability `rate`, and by 1 / (1 − rate) otherwise. There is no mask if the rate is 0, and none for steps at which it has fallen to 0.
 *
 * @throws TrainingOptionError where the rate is not a number from 0 to below 1, or `fallSteps` not a whole number above 0.
 */
export function dropoutMasks(rate: number, random: RandomStream, { steps, fallSteps, shape }: DropoutOptions): Tensor[] {
  if (!(rate >= 0 && rate < 1)) throw new TrainingOptionError(`thetaDropout must be a number from 0 to below 1, not ${rate}`);
  if (fallSteps !== undefined) checkCount('thetaDropoutSteps', fallSteps);
  if (rate === 0) return [];
  const sizes = shape();
  const shares = Array.from({ length: steps }, (_, step) => rate * Math.max(0, 1 - step / (fallSteps ?? Number.POSITIVE_INFINITY)));
  return shares
    .filter((share) => share > 0)
    .map((share) => {
      const mask = new Float32Array(sizes.reduce((a, b) => a * b, 1)).fill(1 / (1 - share));
      forEachPicked(random, mask.length, share, (i) => {
        mask[i] = 0;
      });
      return tensor(mask, sizes);
    });
}

/** Multiplies theta by one mask at each step; after the last mask it does not change theta. */
export function masked(masks: readonly Tensor[]): Perturb {
  let step = 0;
  return (theta) => {
    const mask = masks[step++];
    return mask ? mul(theta, mask) : theta;
  };
}

import type { Perturb } from '@neural-em/core';
import { forEachPicked } from '@neural-em/random';
import { mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { checkCount } from './check-count.ts';
import { TrainingOptionError } from './errors.ts';
import type { RandomStream } from './noise.ts';

/** Options of the dropout masks of theta. */
export interface DropoutOptions {
  /** Number of EM steps. */
  readonly steps: number;
  /** Number of EM steps in which the rate falls to 0 in a straight line. Default: it does not fall. */
  readonly fallSteps?: number | undefined;
  /** Returns the shape of theta, [B, K, M]. */
  shape(): number[];
}

/**
 * Returns masks of dropout on theta [B, K, M], which the decoder reads (Srivastava et al. 2014), one for each EM step: each entry is multiplied
 * by 0 with probability `rate`, and otherwise by 1 / (1 − rate). Steps with a rate of 0 have no mask.
 *
 * @throws TrainingOptionError if the rate is not a number of at least 0 and below 1, or `fallSteps` is not a whole number above 0.
 */
export function dropoutMasks(rate: number, random: RandomStream, { steps, fallSteps, shape }: DropoutOptions): Tensor[] {
  if (!(rate >= 0 && rate < 1)) throw new TrainingOptionError(`thetaDropout must be a number of at least 0 and below 1, not ${rate}`);
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

/** Returns a function that multiplies theta by one mask at each step; after the last mask it does not change theta. */
export function masked(masks: readonly Tensor[]): Perturb {
  let step = 0;
  return (theta) => {
    const mask = masks[step++];
    return mask ? mul(theta, mask) : theta;
  };
}

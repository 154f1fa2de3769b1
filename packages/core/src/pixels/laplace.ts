import { checkOptions, numberIn, optional } from '@neural-em/checks';
import { abs, add, mul, sign, sub } from '@tensorflow/tfjs-core';
import { OptionError } from '../errors.ts';
import { exp } from '../ops/activations.ts';
import { sumOverChannels } from '../ops/channels.ts';
import type { PixelDistribution } from './types.ts';

/**
 * Returns the Laplace distribution of real-valued pixels, whose heavy tails make it robust to outliers; eta is the mean (and median), the
 * scale is fixed. The KL divergence of two Laplace distributions of the same scale is |d| + exp(−|d|) − 1 with d = (eta − prior) / scale.
 *
 * @throws OptionError if the scale is not above 0, or an option does not exist.
 */
export function laplace(options: { scale?: number; priorMean?: number } = {}): PixelDistribution {
  checkOptions('laplace', options, { scale: optional(numberIn({ above: 0 })), priorMean: optional(numberIn({})) }, OptionError);
  const { scale = 1, priorMean = 0 } = options;
  const logPeak = -Math.log(2 * scale);
  return {
    name: 'laplace',
    priorEta: [priorMean],
    logPeak,
    mean: (eta) => eta,
    logProb: (x, eta) => sumOverChannels(sub(logPeak, mul(1 / scale, abs(sub(x, eta))))),
    score: (x, eta) => mul(1 / scale, sign(sub(x, eta))),
    klFromPrior: (eta) => {
      const distance = mul(1 / scale, abs(sub(eta, priorMean)));
      return sumOverChannels(sub(add(distance, exp(mul(-1, distance))), 1));
    },
  };
}

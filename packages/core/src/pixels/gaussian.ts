import { checkOptions, type Kinds, numberIn, optional } from '@neural-em/checks';
import { add, concat, mul, split, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import { OptionError } from '../errors.ts';
import { exp } from '../ops/activations.ts';
import { sumOverChannels } from '../ops/channels.ts';
import type { PixelKernels } from '../ops/fused-kernels.ts';
import type { PixelDistribution } from './types.ts';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** Options of `gaussian`. */
export interface GaussianOptions {
  /**
   * Standard deviation. With a number, it is fixed, and eta is the mean. With `'learned'`, the network predicts it for each pixel and
   * component: eta holds the C means and then the C values of log sigma.
   */
  readonly sigma?: number | 'learned';
  /** Mean of the prior. */
  readonly priorMean?: number;
  /** Standard deviation of the prior; only for a learned sigma, because the prior of a fixed sigma has the same sigma. */
  readonly priorSigma?: number;
}

/**
 * Returns the distribution of real-valued pixels.
 *
 * The authors' code uses sigma 0.25 in the E-step and 1 in the loss. Here this is `gaussian()` with `temperature: 0.25 ** 2` in the E-step,
 * because log p / tau of a unit sigma is log p of sigma = sqrt(tau) up to a constant.
 *
 * @throws OptionError if a standard deviation is not above 0, or an option does not exist.
 */
export function gaussian(options: GaussianOptions = {}): PixelDistribution {
  checkOptions('gaussian', options, gaussianKinds, OptionError);
  const { sigma = 1, priorMean = 0, priorSigma = 1 } = options;
  return sigma === 'learned' ? learned(priorMean, priorSigma) : fixed(sigma, priorMean);
}

const positive = numberIn({ above: 0 });
const gaussianKinds: Kinds<GaussianOptions> = {
  sigma: optional({ expected: `${positive.expected} or 'learned'`, accepts: (value) => value === 'learned' || positive.accepts(value) }),
  priorMean: optional(numberIn({})),
  priorSigma: optional(positive),
};

function fixed(sigma: number, priorMean: number): PixelDistribution {
  const precision = 1 / sigma ** 2;
  const logPeak = -(Math.log(sigma) + HALF_LOG_2PI);
  const halfSquare = (difference: Tensor) => sumOverChannels(mul(0.5 * precision, square(difference)));
  return {
    name: 'gaussian',
    priorEta: [priorMean],
    logPeak,
    mean: (eta) => eta,
    logProb: (x, eta) => sub(channels(eta) * logPeak, halfSquare(sub(x, eta))),
    score: (x, eta) => mul(precision, sub(x, eta)),
    klFromPrior: (eta) => halfSquare(sub(eta, priorMean)),
    kernels: { prefix: 'Gaussian', attrs: { precision, priorMean, peak: logPeak } satisfies PixelKernels['Gaussian'] },
  };
}

function learned(priorMean: number, priorSigma: number): PixelDistribution {
  const parts = (eta: Tensor) => {
    if (channels(eta) % 2 !== 0)
      throw new OptionError(
        `gaussian of learned sigma: eta must hold a mean and a log sigma a channel, so an even last axis, not [${eta.shape.join(', ')}]`,
      );
    return split(eta, 2, -1) as [Tensor, Tensor];
  };
  return {
    name: 'gaussian-learned-sigma',
    priorEta: [priorMean, Math.log(priorSigma)],
    mean: (eta) => parts(eta)[0],
    logProb: (x, eta) => {
      const [mean, logSigma] = parts(eta);
      const z = mul(sub(x, mean), exp(mul(-1, logSigma)));
      return mul(-1, sumOverChannels(add(add(mul(0.5, square(z)), logSigma), HALF_LOG_2PI)));
    },
    score: (x, eta) => {
      const [mean, logSigma] = parts(eta);
      const inverseSigma = exp(mul(-1, logSigma));
      const z = mul(sub(x, mean), inverseSigma);
      return concat([mul(z, inverseSigma), sub(square(z), 1)], -1);
    },
    klFromPrior: (eta) => {
      const [mean, logSigma] = parts(eta);
      const spread = add(square(sub(mean, priorMean)), priorSigma ** 2);
      const ratio = mul(0.5, mul(spread, exp(mul(-2, logSigma))));
      return sumOverChannels(sub(add(sub(logSigma, Math.log(priorSigma)), ratio), 0.5));
    },
  };
}

function channels(eta: Tensor): number {
  return eta.shape[eta.rank - 1]!;
}

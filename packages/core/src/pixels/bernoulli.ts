import { checkOptions, numberIn, optional } from '@neural-em/checks';
import { add, mul, sub } from '@tensorflow/tfjs-core';
import { OptionError } from '../errors.ts';
import { sigmoid, softplus } from '../ops/activations.ts';
import { sumOverChannels } from '../ops/channels.ts';
import type { PixelKernels } from '../ops/fused-kernels.ts';
import type { PixelDistribution } from './types.ts';

/** Logits beyond ±100 are probabilities of 0 and 1 in float32. */
const CERTAIN = 100;

/**
 * Returns the distribution of binary pixels; eta is the logit of psi. A pixel x between 0 and 1 counts as the probability that it is lit, so
 * that log-probabilities are cross entropies. Everything is computed from logits, so that nothing overflows and
 * nothing needs to be clipped (the authors' code clips probabilities at 1e-6).
 *
 * @param options - `prior`: probability of a lit pixel under the prior; 0 in the paper.
 * @throws OptionError if the prior is not a probability, or an option does not exist.
 */
export function bernoulli(options: { prior?: number } = {}): PixelDistribution {
  checkOptions('bernoulli', options, { prior: optional(numberIn({ from: 0, to: 1 })) }, OptionError);
  const { prior = 0 } = options;
  const xlogx = (x: number) => (x === 0 ? 0 : x * Math.log(x));
  const negativeEntropy = xlogx(prior) + xlogx(1 - prior);
  return {
    name: 'bernoulli',
    priorEta: [Math.max(-CERTAIN, Math.min(CERTAIN, Math.log(prior / (1 - prior))))],
    mean: (eta) => sigmoid(eta),
    logProb: (x, eta) => sumOverChannels(sub(mul(x, eta), softplus(eta))),
    score: (x, eta) => sub(x, sigmoid(eta)),
    klFromPrior: (eta) => {
      const crossEntropy = prior === 0 ? softplus(eta) : sub(softplus(eta), mul(prior, eta));
      return sumOverChannels(negativeEntropy === 0 ? crossEntropy : add(crossEntropy, negativeEntropy));
    },
    kernels: { prefix: 'Bernoulli', attrs: { prior, negativeEntropy } satisfies PixelKernels['Bernoulli'] },
  };
}

import { add, div, mul, sum, type Tensor } from '@tensorflow/tfjs-core';
import { OptionError } from './errors.ts';
import { softplus } from './ops/activations.ts';
import { fused } from './ops/fused.ts';
import { pixelKernel } from './ops/pixel-kernel.ts';
import { logSumExpOverComponents, softmaxOverComponents } from './ops/softmax.ts';
import type { PixelDistribution } from './pixels/types.ts';

/** Options of the E-step. */
export interface EStepOptions {
  /** Divisor of the log-probability; below 1 the assignment is harder. Default 1. */
  readonly temperature?: number;
  /** log pi, broadcastable to [B, K, D, 1]; uniform when left out. */
  readonly logMixing?: Tensor;
  /**
   * Number that is added to each *probability* before normalising; 0 by default, 1e-6 in the authors' code. With 0.01 or more, every
   * component keeps a share of every pixel, and it happens less often that one component takes two objects. For densities,
   * `responsibilities` reads the floor as a share of the highest density: the authors' Gaussian has a peak of 1.6, so that their 1e-6 is
   * 6.3e-7 here.
   */
  readonly floor?: number;
}

/**
 * Returns the responsibilities, paper eq. 3: gamma_ik = pi_k p(x_i | psi_ik) / Σ_j pi_j p(x_i | psi_ij), computed in log space.
 *
 * @param logProb - log p(x | eta), [B, K, D, 1].
 * @returns gamma, [B, K, D, 1], summing to 1 over the components.
 * @throws OptionError where the temperature is not above 0 or the floor is below 0.
 */
export function eStep(logProb: Tensor, { temperature = 1, logMixing, floor = 0 }: EStepOptions = {}): Tensor {
  if (!(temperature > 0)) throw new OptionError(`eStep: temperature must be above 0, not ${temperature}`);
  if (!(floor >= 0)) throw new OptionError(`eStep: floor must be 0 or above, not ${floor}`);
  let logits = temperature === 1 ? logProb : div(logProb, temperature);
  if (floor > 0) {
    // log(p + floor) = log floor + softplus(log p − log floor)
    const logFloor = Math.log(floor);
    logits = add(softplus(add(logits, -logFloor)), logFloor);
  }
  return softmaxOverComponents(logMixing ? add(logits, logMixing) : logits);
}

/**
 * Takes the E-step of a pixel distribution: returns the responsibilities of the components for x.
 *
 * @param x - [B, 1, D, C].
 * @param eta - [B, K, D, P·C].
 * @returns gamma, [B, K, D, 1].
 * @throws OptionError as `eStep` does.
 */
export function responsibilities(pixels: PixelDistribution, x: Tensor, eta: Tensor, options: EStepOptions = {}): Tensor {
  const { temperature = 1, logMixing } = options;
  const floor = floorOf(pixels, x.shape.at(-1)!, options);
  const compose = () => eStep(pixels.logProb(x, eta), { ...options, floor });
  return logMixing || !(floor >= 0) || !(temperature > 0)
    ? compose()
    : fused(pixelKernel('EStep', pixels, { x, eta }, { temperature, floor }), compose);
}

/** Returns the floor as a probability or density: `floor` times the highest density at this temperature. */
function floorOf({ logPeak = 0 }: PixelDistribution, channels: number, { temperature = 1, floor = 0 }: EStepOptions): number {
  return floor > 0 && temperature > 0 ? floor * Math.exp((channels * logPeak) / temperature) : floor;
}

/**
 * Returns log p(x) of every image, paper eq. 1: Σ_i log Σ_k pi_k p(x_i | psi_ik).
 *
 * @param logProb - log p(x | eta), [B, K, D, 1].
 * @returns [B]
 */
export function logLikelihood(logProb: Tensor, { logMixing }: Pick<EStepOptions, 'logMixing'> = {}): Tensor {
  return sum(logSumExpOverComponents(add(logProb, logMixing ?? uniform(logProb))), [1, 2, 3]);
}

/**
 * Returns the expected complete-data log-likelihood Q of every image, paper eq. 2: Σ_i Σ_k gamma_ik (log pi_k + log p(x_i | psi_ik)).
 *
 * @param gamma - responsibilities, [B, K, D, 1].
 * @param logProb - log p(x | eta), [B, K, D, 1].
 * @returns [B]
 */
export function expectedLogLikelihood(gamma: Tensor, logProb: Tensor, { logMixing }: Pick<EStepOptions, 'logMixing'> = {}): Tensor {
  return sum(mul(gamma, add(logProb, logMixing ?? uniform(logProb))), [1, 2, 3]);
}

function uniform(logProb: Tensor): number {
  return -Math.log(logProb.shape[1]!);
}

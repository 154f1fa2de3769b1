import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';

/**
 * The distribution of one pixel given its natural parameter eta, as closed-form functions.
 *
 * Axes: B images, K components, D pixels, C channels. `eta` has P parameters a channel, parameter-major on its last axis:
 * [B, K, D, P·C] (P = 1 for all but the Gaussian of learned sigma). `x` is [B, 1, D, C] or anything that broadcasts to it.
 * Every function is finite for finite input and may be differentiated any number of times.
 */
export interface PixelDistribution {
  readonly name: string;
  /** The eta of the prior, one number for each parameter; every model starts with it. */
  readonly priorEta: readonly number[];
  /** Logarithm of the highest density of one channel, if that is one number; 0 by default, as for probabilities. */
  readonly logPeak?: number;
  /** The mean parameter psi: [B, K, D, P·C] → [B, K, D, C]. */
  mean(eta: Tensor): Tensor;
  /** log p(x | eta), summed over channels: [B, K, D, 1]. */
  logProb(x: Tensor, eta: Tensor): Tensor;
  /** d log p(x | eta) / d eta: [B, K, D, P·C]. */
  score(x: Tensor, eta: Tensor): Tensor;
  /** KL(prior ‖ p(· | eta)), summed over channels: [B, K, D, 1]; 0 at the prior. */
  klFromPrior(eta: Tensor): Tensor;
  /**
   * Names this distribution to backends that compute residual, E-step or loss by one kernel: the beginning of the names of the kernels, and
   * the numbers of the distribution. The functions above define what such a kernel computes.
   */
  readonly kernels?: { readonly prefix: string; readonly attrs: NamedAttrMap };
}

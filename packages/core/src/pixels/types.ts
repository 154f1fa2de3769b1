import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';

/**
 * The distribution of one pixel given its natural parameter eta, as closed-form functions.
 *
 * Axes: B images, K components, D pixels, C channels. `eta` has P parameters per channel, parameter-major on its last axis: [B, K, D, P·C]
 * (P = 1 for all distributions but the Gaussian with a learned sigma). `x` is [B, 1, D, C] or any shape that broadcasts to it.
 * Every function is finite for finite input and may be differentiated any number of times.
 */
export interface PixelDistribution {
  readonly name: string;
  /** The eta of the prior, one number per parameter; every model starts from it. */
  readonly priorEta: readonly number[];
  /** Logarithm of the highest density of one channel, if it does not depend on eta; 0 by default, as for probabilities. */
  readonly logPeak?: number;
  /** Returns the mean parameter psi: [B, K, D, P·C] → [B, K, D, C]. */
  mean(eta: Tensor): Tensor;
  /** Returns log p(x | eta), summed over channels: [B, K, D, 1]. */
  logProb(x: Tensor, eta: Tensor): Tensor;
  /** Returns d log p(x | eta) / d eta: [B, K, D, P·C]. */
  score(x: Tensor, eta: Tensor): Tensor;
  /** Returns KL(prior ‖ p(· | eta)), summed over channels: [B, K, D, 1]; 0 at the prior. */
  klFromPrior(eta: Tensor): Tensor;
  /**
   * For backends that compute residual, E-step or loss in one kernel: the prefix of the names of these kernels, and the parameters of the
   * distribution. The functions above define what such a kernel computes.
   */
  readonly kernels?: { readonly prefix: string; readonly attrs: NamedAttrMap };
}

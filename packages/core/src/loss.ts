import { add, div, mean, mul, type Scalar, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import { OptionError } from './errors.ts';
import { fused } from './ops/fused.ts';
import { pixelKernel } from './ops/pixel-kernel.ts';
import type { PixelDistribution } from './pixels/types.ts';

/** The two parts of the training loss, each a mean over the images of a batch, and their weighted sum. */
export type EmLoss = { total: Scalar; intra: Scalar; inter: Scalar };

/** Weights of the terms of the training loss; the defaults are the paper's. */
export interface LossOptions {
  /** Weight of the inter-cluster term, 1 by default. */
  readonly interWeight?: number;
  /** Factor by which the inter-cluster term is multiplied, beside `interWeight`, where x = 1; from 0 to 1, 1 by default. */
  readonly litInterWeight?: number;
}

/**
 * Returns the training loss of one step, paper eq. 5: summed over pixels, components and channels, divided by B.
 *
 * - intra = −Σ gamma log p(x | eta): each component explains the pixels it is responsible for
 * - inter = Σ (1 − gamma) KL(prior ‖ p(· | eta)): each component predicts the prior on the pixels of others
 *
 * As in the authors' code, log p(x, z) leaves out the constant log pi of uniform mixing coefficients.
 *
 * The inter term charges each component for what it draws on the pixels of others. If two objects cover a lit pixel, two components must
 * draw it, and each is charged for the share of the other one; a single component that holds both objects is charged nothing. So the term
 * rewards merging objects. `litInterWeight` below 1 reduces this reward: it is the weight of the inter term where x = 1. Between x = 0 and
 * x = 1 the weight is 1 − (1 − litInterWeight) · x, with x the mean over channels.
 *
 * @param x - target image, [B, 1, D, C].
 * @param state - eta [B, K, D, P·C] and gamma [B, K, D, 1] after the step.
 * @throws OptionError where `litInterWeight` is not from 0 to 1.
 */
export function emLoss(
  pixels: PixelDistribution,
  x: Tensor,
  { eta, gamma }: { eta: Tensor; gamma: Tensor },
  { interWeight = 1, litInterWeight = 1 }: LossOptions = {},
): EmLoss {
  if (!(litInterWeight >= 0 && litInterWeight <= 1))
    throw new OptionError(`emLoss: litInterWeight must be from 0 to 1, not ${litInterWeight}`);
  const images = gamma.shape[0]!;
  const charge = (): Tensor => {
    const others = sub(1, gamma);
    return litInterWeight === 1 ? others : mul(others, sub(1, mul(1 - litInterWeight, mean(x, -1, true))));
  };
  const [intra, inter] = fused(pixelKernel('Loss', pixels, { x, eta, gamma }, { litInterWeight }), (): Scalar[] => [
    div(sum(mul(gamma, pixels.logProb(x, eta))), -images),
    div(sum(mul(charge(), pixels.klFromPrior(eta))), images),
  ]) as [Scalar, Scalar];
  return { total: add(intra, mul(interWeight, inter)), intra, inter };
}

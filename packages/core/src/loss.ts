import { add, div, mul, type Scalar, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import { fused } from './ops/fused.ts';
import { pixelKernel } from './ops/pixel-kernel.ts';
import type { PixelDistribution } from './pixels/types.ts';

/** The two parts of the training loss, each a mean over the images of a batch, and their weighted sum. */
export type EmLoss = { total: Scalar; intra: Scalar; inter: Scalar };

/**
 * The training loss of one step, paper eq. 5: summed over pixels, components and channels, divided by B.
 *
 * - intra = −Σ gamma log p(x | eta): each component explains the pixels it is responsible for
 * - inter = Σ (1 − gamma) KL(prior ‖ p(· | eta)): and knows nothing of the others
 *
 * As in the authors' code, log p(x, z) leaves out the constant log pi of uniform mixing coefficients.
 *
 * @param x - target image, [B, 1, D, C].
 * @param state - eta [B, K, D, P·C] and gamma [B, K, D, 1] after the step.
 */
export function emLoss(
  pixels: PixelDistribution,
  x: Tensor,
  { eta, gamma }: { eta: Tensor; gamma: Tensor },
  { interWeight = 1 }: { interWeight?: number } = {},
): EmLoss {
  const images = gamma.shape[0]!;
  const [intra, inter] = fused(pixelKernel('Loss', pixels, { x, eta, gamma }), (): Scalar[] => [
    div(sum(mul(gamma, pixels.logProb(x, eta))), -images),
    div(sum(mul(sub(1, gamma), pixels.klFromPrior(eta))), images),
  ]) as [Scalar, Scalar];
  return { total: add(intra, mul(interWeight, inter)), intra, inter };
}

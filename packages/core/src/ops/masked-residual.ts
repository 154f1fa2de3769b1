import { mul, type Tensor } from '@tensorflow/tfjs-core';
import type { PixelDistribution } from '../pixels/types.ts';
import { fused } from './fused.ts';
import { pixelKernel } from './pixel-kernel.ts';

/**
 * Returns the residual, paper eq. 4: gamma · d log p(x | eta) / d eta. It tells each component what it predicted wrongly on the pixels that
 * it is responsible for.
 *
 * @param gamma - [B, K, D, 1].
 * @param x - [B, 1, D, C].
 * @param eta - [B, K, D, P·C].
 * @returns [B, K, D, P·C]
 */
export function maskedResidual(pixels: PixelDistribution, gamma: Tensor, x: Tensor, eta: Tensor): Tensor {
  return fused(pixelKernel('Residual', pixels, { gamma, x, eta }, {}), (): Tensor => mul(gamma, pixels.score(x, eta)));
}

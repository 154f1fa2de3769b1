import { add, div, divNoNan, mean, minimum, mul, pow, type Scalar, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import { OptionError } from './errors.ts';
import { fused } from './ops/fused.ts';
import { pixelKernel } from './ops/pixel-kernel.ts';
import { stopGradient } from './ops/stop-gradient.ts';
import type { PixelDistribution } from './pixels/types.ts';

/** The two parts of the training loss, each a mean over the images of a batch, and their weighted sum. */
export type EmLoss = { total: Scalar; intra: Scalar; inter: Scalar };

/** The charge of the inter-cluster term where x = 1; the defaults are the paper's. */
export interface LitChargeOptions {
  /** Factor by which the inter-cluster term is multiplied where x = 1; from 0 to 1, 1 by default. */
  readonly litInterWeight?: number;
  /**
   * Power p by which the charge on lit pixels follows from how much a component shares: `litInterWeight` is multiplied by min(1, 2s)^p,
   * where s is the share of what the component draws on lit pixels that other components answer for. Default: 0, the factor is 1.
   */
  readonly litSharePower?: number;
}

/** Weights of the terms of the training loss; the defaults are the paper's. */
export interface LossOptions extends LitChargeOptions {
  /** Weight of the inter-cluster term, 1 by default. */
  readonly interWeight?: number;
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
 * A low weight lets surplus components share an object. `litSharePower` tells the two cases apart: a component that shares all of its
 * object has s = 1/2 or more and is charged in full; one whose object overlaps another one in part has a smaller s and is charged little.
 * s = Σ x (1 − gamma) KL / Σ x KL over the pixels of an image; no gradient goes through it.
 *
 * @param x - target image, [B, 1, D, C].
 * @param state - eta [B, K, D, P·C] and gamma [B, K, D, 1] after the step.
 * @throws OptionError where `litInterWeight` is not from 0 to 1, or `litSharePower` is not a finite number of at least 0.
 */
export function emLoss(
  pixels: PixelDistribution,
  x: Tensor,
  { eta, gamma }: { eta: Tensor; gamma: Tensor },
  { interWeight = 1, litInterWeight = 1, litSharePower = 0 }: LossOptions = {},
): EmLoss {
  if (!(litInterWeight >= 0 && litInterWeight <= 1))
    throw new OptionError(`emLoss: litInterWeight must be from 0 to 1, not ${litInterWeight}`);
  if (!(litSharePower >= 0 && litSharePower < Infinity))
    throw new OptionError(`emLoss: litSharePower must be a finite number of at least 0, not ${litSharePower}`);
  const images = gamma.shape[0]!;
  const lit = { litInterWeight, litSharePower };
  const [intra, inter] = fused(pixelKernel('Loss', pixels, { x, eta, gamma }, lit), (): Scalar[] => [
    div(sum(mul(gamma, pixels.logProb(x, eta))), -images),
    div(sum(interCharges(pixels, x, { eta, gamma }, lit)), images),
  ]) as [Scalar, Scalar];
  return { total: add(intra, mul(interWeight, inter)), intra, inter };
}

/** Returns the inter-cluster term of `emLoss` of each pixel and component, [B, K, D, 1]. */
export function interCharges(
  pixels: PixelDistribution,
  x: Tensor,
  { eta, gamma }: { eta: Tensor; gamma: Tensor },
  { litInterWeight = 1, litSharePower = 0 }: LitChargeOptions = {},
): Tensor {
  const drawn = pixels.klFromPrior(eta);
  const charges = mul(sub(1, gamma), drawn);
  if (litInterWeight === 1 && litSharePower === 0) return charges;
  const lit = mean(x, -1, true);
  const shares = (): Tensor => divNoNan(sum(mul(lit, charges), 2, true), sum(mul(lit, drawn), 2, true));
  const weight = litSharePower === 0 ? litInterWeight : mul(litInterWeight, stopGradient(pow(minimum(1, mul(2, shares())), litSharePower)));
  return mul(charges, sub(1, mul(sub(1, weight), lit)));
}

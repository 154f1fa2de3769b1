import { type EmModel, type EmState, interCharges, type LossOptions } from '@neural-em/core';
import { add, clipByValue, log, max, mul, neg, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import { TrainingOptionError } from './errors.ts';

/** How well the next frame is predicted at each step, in nats per image, summed over pixels, [T] each. */
export interface NextFrameLosses {
  /** The training loss, intra + interWeight · inter. */
  readonly loss: readonly number[];
  /** −log p(x | Σ_k gamma_k psi_k). Responsibilities use the frame that they explain, so this loss is too low for several components. */
  readonly crossEntropy: readonly number[];
  /** −log p(x | max_k psi_k): an upper bound of `crossEntropy` for dark backgrounds that does not use the frame. */
  readonly crossEntropyBound: readonly number[];
  /** The loss of the last frame as a prediction, which is the same for all three. */
  readonly copy: readonly number[];
}

/** The losses in the order of `lossMaps`. */
export const LOSSES = ['loss', 'crossEntropy', 'crossEntropyBound', 'copy'] as const satisfies readonly (keyof NextFrameLosses)[];
/** A wrong prediction of 0 or 1 costs −log of this number, as in the authors' code. */
const FLOOR = 1e-6;

/** Returns the four losses of every pixel, [B, 1, D, 1] each, in the order of `LOSSES`. */
export function lossMaps(
  { pixels }: EmModel,
  { eta, gamma }: EmState,
  { now, next, interWeight, ...lit }: { now: Tensor; next: Tensor } & Required<LossOptions>,
): Tensor[] {
  const intra = sum(mul(gamma, neg(pixels.logProb(next, eta))), 1, true);
  const inter = sum(interCharges(pixels, next, { eta, gamma }, lit), 1, true);
  const prediction = sum(mul(gamma, pixels.mean(eta)), 1, true);
  return [
    add(intra, mul(interWeight, inter)),
    crossEntropyOf(next, prediction),
    neg(pixels.logProb(next, max(eta, 1, true))),
    crossEntropyOf(next, now),
  ];
}

/** Returns −x log p − (1 − x) log(1 − p), summed over channels, [B, 1, D, 1]. */
function crossEntropyOf(x: Tensor, prediction: Tensor): Tensor {
  const logOf = (p: Tensor) => log(clipByValue(p, FLOOR, 1));
  return sum(neg(add(mul(x, logOf(prediction)), mul(sub(1, x), logOf(sub(1, prediction))))), -1, true);
}

/** A loss over steps as one number, and divided by the loss of copying the last frame over the same steps and pixels. */
export interface LossSummary {
  /** Nats per image and step. */
  readonly value: number;
  /** The share of the loss of copying: below 1 is better than copying. */
  readonly relative: number;
}

/** Returns the mean of a loss over all steps or the last `last` ones: `summarizeLoss(scores.collisions, 'loss', { last: 10 })`. */
export function summarizeLoss(
  losses: NextFrameLosses,
  name: Exclude<keyof NextFrameLosses, 'copy'>,
  { last = losses.loss.length } = {},
): LossSummary {
  if (!(Number.isInteger(last) && last > 0 && last <= losses.loss.length))
    throw new TrainingOptionError(`last must be a whole number from 1 to the ${losses.loss.length} steps, not ${last}`);
  const total = (values: readonly number[]) => values.slice(-last).reduce((a, b) => a + b, 0);
  return { value: total(losses[name]) / last, relative: total(losses[name]) / total(losses.copy) };
}

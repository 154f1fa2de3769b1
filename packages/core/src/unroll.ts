import { add, mul, type Scalar, sub, type Tensor, type TensorContainer } from '@tensorflow/tfjs-core';
import { checkShapes, OptionError } from './errors.ts';
import { type EmLoss, emLoss, type LossOptions } from './loss.ts';
import type { EmModel, EmState, Perturb } from './model.ts';
import { ownFrame, ownTarget } from './own-frames.ts';

/** Inputs, targets and weights of T steps over B images. */
export interface UnrollOptions extends LossOptions {
  /** Initial responsibilities, [B, K, D, 1]. */
  readonly gamma: Tensor;
  /** The images that the model reads at each step: T tensors [B, 1, D, C]. */
  readonly inputs: readonly Tensor[];
  /** The images that the model must explain at each step, T tensors [B, 1, D, C]: the image without noise, or the next frame. */
  readonly targets: readonly Tensor[];
  /** Weight of the loss of each step; the loss of a step of weight 0 is not computed. */
  readonly stepWeights: readonly number[];
  /**
   * Which sequences have frames of their own in place of true ones, as in a rollout: for each input [B, 1, 1, 1], 1 where the model reads
   * `ownFrame` of the step before in place of the input, and explains `ownTarget` in place of this frame before. The loss is always that of
   * `targets`. By default all frames are true ones.
   */
  readonly ownFrames?: readonly Tensor[];
  /** Changes theta at every step before the decoder reads it. */
  readonly perturb?: Perturb;
}

/** Loss of an unrolled model, summed over steps by weight, and its state after every step. */
export type Unrolled<S extends TensorContainer> = { loss: EmLoss; states: EmState<S>[] };

/**
 * Runs a model over all steps (paper section 2.3). The loss can be differentiated with respect to every parameter.
 *
 * @throws ShapeError if an input or target does not fit the model.
 * @throws OptionError if the numbers of inputs, targets and weights differ, or no step has a weight.
 */
export function unroll<S extends TensorContainer>(model: EmModel<S>, options: UnrollOptions): Unrolled<S> {
  const { gamma, inputs, targets, stepWeights, ownFrames } = options;
  if (inputs.length !== targets.length || inputs.length !== stepWeights.length)
    throw new OptionError(
      `unroll: as many inputs, targets and stepWeights are needed, not ${inputs.length}, ${targets.length} and ${stepWeights.length}`,
    );
  if (ownFrames && ownFrames.length !== inputs.length)
    throw new OptionError(`unroll: as many ownFrames as inputs are needed, not ${ownFrames.length} and ${inputs.length}`);
  if (!stepWeights.some((weight) => weight !== 0)) throw new OptionError('unroll: at least one step needs a weight that is not 0');
  const images = gamma.shape[0]!;
  const frame = [images, 1, model.etaShape[0], model.etaShape[1] / model.pixels.priorEta.length];
  const states: EmState<S>[] = [];
  const losses: EmLoss[] = [];
  let state = model.init(gamma);
  for (const [t, input] of inputs.entries()) {
    const target = targets[t]!;
    checkShapes('unroll', {
      [`inputs[${t}]`]: [input, frame],
      [`targets[${t}]`]: [target, frame],
    });
    const own = ownFrames?.[t];
    state = model.step(state, own ? blend(own, ownFrame(model.pixels.mean(state.eta)), input) : input, target, options.perturb);
    states.push(state);
    const weight = stepWeights[t]!;
    if (weight !== 0) losses.push(scale(emLoss(model.pixels, target, state, options), weight));
    const next = ownFrames?.[t + 1];
    if (next) state = model.explain(state, blend(next, ownTarget(model.pixels.mean(state.eta)), target));
  }
  return {
    loss: losses.reduce((a, b) => ({ total: add(a.total, b.total), intra: add(a.intra, b.intra), inter: add(a.inter, b.inter) })),
    states,
  };
}

/** Returns the step weights of a loss on the last step only, as for static images. */
export function lastStep(steps: number): number[] {
  return Array.from({ length: steps }, (_, t) => (t === steps - 1 ? 1 : 0));
}

/** Returns the step weights of a loss on every step, as for sequences. */
export function everyStep(steps: number): number[] {
  return Array.from({ length: steps }, () => 1);
}

/** Returns `own` where the mask is 1 and `known` where it is 0. */
function blend(mask: Tensor, own: Tensor, known: Tensor): Tensor {
  return add(mul(mask, own), mul(sub(1, mask), known));
}

function scale(loss: EmLoss, weight: number): EmLoss {
  if (weight === 1) return loss;
  const by = (x: Scalar): Scalar => mul(x, weight);
  return { total: by(loss.total), intra: by(loss.intra), inter: by(loss.inter) };
}

import type { Tensor, TensorContainer } from '@tensorflow/tfjs-core';
import type { Params } from './params.ts';

/**
 * The component network f_phi: from the representation of a component to the natural parameters of every pixel.
 * Axes: B images, K components, M size of theta, D pixels, P·C parameters of a pixel (see `PixelDistribution`).
 */
export interface Decoder {
  readonly params: Params;
  /** M. */
  readonly thetaSize: number;
  /** [D, P·C]. */
  readonly etaShape: readonly [pixels: number, parameters: number];
  /** [B, K, M] → [B, K, D, P·C]. */
  decode(theta: Tensor): Tensor;
  /**
   * Where a closed form is known: the residual [B, K, D, P·C] pulled back through the decoder at theta, [B, K, M]; the
   * vector-Jacobian product of `decode`. Without it the M-step of N-EM takes the gradient.
   */
  pullback?(theta: Tensor, residual: Tensor): Tensor;
}

/**
 * How the representation follows the residual. `S` is what is carried from step to step, which may be richer than the
 * representation that the decoder reads (an LSTM's two vectors, a state before normalisation).
 */
export interface MStep<S extends TensorContainer> {
  readonly params: Params;
  /** The state before the first step, for B images of K components. */
  init(images: number, components: number): S;
  /** From the state and the residual [B, K, D, P·C] to the next state and theta [B, K, M]. */
  step(state: S, residual: Tensor): { state: S; theta: Tensor };
}

/** An M-step in which components look at each other: each component of an image may depend on the states of all K. */
export interface RelationalMStep<S extends TensorContainer> extends MStep<S> {
  /** How much each component lets each other act on it in the step that follows a state: [B, K, K], a row for each component acted on. */
  attention(state: S): Tensor;
}

import type { Tensor, TensorContainer } from '@tensorflow/tfjs-core';
import type { Params } from './params.ts';

/**
 * The component network f_phi, which turns the representation of a component into the natural parameters of every pixel.
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
   * Returns the residual [B, K, D, P·C] pulled back through the decoder at theta, [B, K, M]: the vector-Jacobian product of `decode`.
   * Define it if there is a closed form; without it, the M-step of N-EM differentiates `decode`.
   */
  pullback?(theta: Tensor, residual: Tensor): Tensor;
}

/** What an M-step may read beside the residual: what the E-step before decided, and the image that it reads now. */
export interface StepContext {
  /** Responsibilities [B, K, D, 1]. */
  readonly gamma: Tensor;
  /** The image [B, 1, D, C]. */
  readonly input: Tensor;
}

/**
 * The M-step, which updates the representation from the residual. `S` is the state that is passed from step to step. It may hold more than
 * the representation that the decoder reads, such as the two vectors of an LSTM, or a state before normalisation.
 */
export interface MStep<S extends TensorContainer> {
  readonly params: Params;
  /** Returns the state before the first step, for B images of K components. */
  init(images: number, components: number): S;
  /**
   * Returns the next state and theta [B, K, M], from the state and the residual [B, K, D, P·C]. The M-steps of the paper read nothing else;
   * `context` is there for those that do.
   */
  step(state: S, residual: Tensor, context: StepContext): { state: S; theta: Tensor };
}

/** An M-step in which each component of an image may depend on the states of all K components. */
export interface RelationalMStep<S extends TensorContainer> extends MStep<S> {
  /**
   * Returns how strongly each component is influenced by each other one in the next step: [B, K, K]; row k holds the influences on
   * component k.
   */
  attention(state: S): Tensor;
}

import type { Plan } from '../plan-type.ts';

/**
 * Takes three numbers of a distribution and the loss's weight of lit pixels, then [kind, B, K, D], then arrays; gradients that are not
 * wanted are null.
 */
type PixelFunction = (numbers: Float32Array, sizes: Plan, ...rest: (Float32Array | number | null)[]) => void;

/** The part of the addon that computes fused operations. */
export interface FusedAddon {
  /** The names of the distributions of a pixel; kinds are their indices. */
  readonly pixels: readonly string[];
  /** … gamma, x, eta, out */
  readonly residual: PixelFunction;
  /** … dy, gamma, x, eta, dgamma, deta */
  readonly residualGrad: PixelFunction;
  /** … x, eta, gamma, 1 / temperature, log floor */
  readonly eStep: PixelFunction;
  /** … dy, x, eta, gamma, deta, 1 / temperature, log floor */
  readonly eStepGrad: PixelFunction;
  /** … x, eta, gamma, intra, inter */
  readonly loss: PixelFunction;
  /** … dintra, dinter, x, eta, gamma, dgamma, deta */
  readonly lossGrad: PixelFunction;
  recurrent(
    x: Float32Array,
    inputKernel: Float32Array,
    state: Float32Array,
    recurrentKernel: Float32Array,
    out: Float32Array,
    sizes: Plan,
    bias: Float32Array,
    activation: number,
  ): void;
  activationGrad(
    activation: number,
    dy: Float32Array,
    y: Float32Array,
    dpre: Float32Array | null,
    dbias: Float32Array | null,
    columns: number,
  ): void;
  /** `layers` holds the 129 edges, then the 129 heights of the ziggurat. */
  initialGamma(words: Int32Array, layers: Float64Array, out: Float32Array, components: number, pixels: number): void;
  bitFlip(words: Int32Array, probability: number, x: Float32Array, outputs: readonly Float32Array[]): void;
  /**
   * decays: both and their complements; numbers: rate, epsilon, shrink; slots: variable, first and second moment, then these three after
   * the update
   */
  adam(decays: Float32Array, numbers: Float32Array, factor: Float32Array, gradient: Float32Array, ...slots: Float32Array[]): void;
  layerNorm(
    x: Float32Array,
    gain: Float32Array,
    bias: Float32Array,
    y: Float32Array,
    sizes: Plan,
    activation: number,
    epsilon: number,
  ): void;
  layerNormGrad(
    dy: Float32Array,
    x: Float32Array,
    y: Float32Array,
    gain: Float32Array,
    dx: Float32Array,
    dgain: Float32Array,
    dbias: Float32Array,
    sizes: Plan,
    activation: number,
    epsilon: number,
  ): void;
}

import { aRecord, checkOptions, count, type Kinds, numberIn, optional, unchecked } from '@neural-em/checks';
import { concat, fill, type Tensor, type TensorContainer } from '@tensorflow/tfjs-core';
import { type EStepOptions, responsibilities } from './e-step.ts';
import { checkShapes, OptionError } from './errors.ts';
import { gradientMStep } from './gradient-m-step.ts';
import type { Decoder, MStep, RelationalMStep } from './networks.ts';
import { maskedResidual } from './ops/masked-residual.ts';
import { clipGradient, scaleGradient } from './ops/stop-gradient.ts';
import type { Params } from './params.ts';
import type { PixelDistribution } from './pixels/types.ts';

/**
 * The state of a model after a step: the state of its M-step, eta [B, K, D, P·C] and gamma [B, K, D, 1]. `isFirst` marks the state before the
 * first step.
 */
export type EmState<S extends TensorContainer = TensorContainer> = { carried: S; eta: Tensor; gamma: Tensor; isFirst?: true };

/**
 * Changes the theta that the decoder reads, [B, K, M] → [B, K, M], for example by adding noise in training. The state of the M-step is not
 * changed.
 */
export type Perturb = (theta: Tensor) => Tensor;

/** A model that groups pixels step by step. Axes: B images, K components, D pixels, C channels, P parameters per channel. */
export interface EmModel<S extends TensorContainer = TensorContainer> {
  readonly pixels: PixelDistribution;
  readonly params: Params;
  /** [D, P·C]. */
  readonly etaShape: readonly [pixels: number, parameters: number];
  /** Returns the state before the first step, given initial responsibilities [B, K, D, 1]. */
  init(gamma: Tensor): EmState<S>;
  /**
   * Takes one step: reads `input` and assigns the pixels of `target`, both [B, 1, D, C]. If `perturb` is given, the decoder reads theta as
   * changed by it.
   */
  step(state: EmState<S>, input: Tensor, target: Tensor, perturb?: Perturb): EmState<S>;
  /** Returns the state with responsibilities for the pixels of another target, [B, 1, D, C]. */
  explain(state: EmState<S>, target: Tensor): EmState<S>;
}

/** The parts of a model of these four steps, such as N-EM and RNN-EM. */
export interface EmModelOptions<S extends TensorContainer> extends EStepOptions {
  readonly pixels: PixelDistribution;
  /** The component network f_phi. */
  readonly decoder: Decoder;
  readonly mStep: MStep<S>;
  /**
   * Factor, from 0 to 1, by which each step multiplies the gradient that passes through gamma, in the residual and in the loss; 1 by
   * default. 0 stops this gradient, as the paper does on sequences (section 2.4), because it grows there from step to step. A factor in
   * between keeps the gradient from the next few steps and loses that from later ones.
   */
  readonly gammaGradient?: number;
  /**
   * Largest norm of the gradient of the loss of one image with respect to the gamma of one step; a larger gradient is scaled down. By default
   * there is no limit. With a limit of about 4, `gammaGradient` may be 1 on sequences.
   */
  readonly gammaGradientNorm?: number;
  /**
   * Number of EM steps that the first call of `step` takes, 1 by default. All but the last explain the image that they read. On sequences,
   * where every later frame has one step, more steps on the first frame let components separate before the sequence goes on.
   */
  readonly firstSteps?: number;
}

/**
 * Returns a model of the four steps that N-EM and RNN-EM share: residual = gamma · d log p / d eta, M-step, decode, E-step (paper eq. 3, 4
 * and section 2.3). The first step reads the prior's eta and a state of zeros, as in the authors' code.
 *
 * @throws OptionError if an option does not exist, is missing or out of range, or the decoder has too few parameters for the pixels.
 */
export function emModel<S extends TensorContainer>(options: EmModelOptions<S>): EmModel<S> {
  checkOptions('emModel', options, { ...shared, mStep: anMStep }, OptionError);
  return fourSteps(options);
}

const anMStep = aRecord('an M-step, such as recurrentMStep({ … })', { params: 'object', init: 'function', step: 'function' });
const positive = optional(numberIn({ above: 0 }));

const shared: Kinds<Omit<EmModelOptions<TensorContainer>, 'mStep'>> = {
  pixels: aRecord('a pixel distribution, such as bernoulli()', { priorEta: 'object', logProb: 'function' }),
  decoder: aRecord('a decoder, such as denseDecoder({ … })', { params: 'object', etaShape: 'object', decode: 'function' }),
  gammaGradient: optional(numberIn({ from: 0, to: 1 })),
  gammaGradientNorm: positive,
  firstSteps: optional(count),
  temperature: positive,
  floor: optional(numberIn({ from: 0 })),
  logMixing: unchecked,
};

function fourSteps<S extends TensorContainer>(options: EmModelOptions<S>): EmModel<S> {
  const { pixels, decoder, mStep, gammaGradient = 1, gammaGradientNorm = Number.POSITIVE_INFINITY, firstSteps = 1 } = options;
  const { etaShape } = decoder;
  const perChannel = pixels.priorEta.length;
  if (etaShape[1] % perChannel !== 0)
    throw new OptionError(
      `decoder: its etaShape must have ${perChannel} parameters for each channel of a pixel, as ${pixels.name} pixels do, not ${etaShape[1]} a pixel`,
    );
  const gammaOf = (eta: Tensor, target: Tensor): Tensor =>
    clipGradient(scaleGradient(responsibilities(pixels, target, eta, options), gammaGradient), gammaGradientNorm);
  const stepOnce = (state: EmState<S>, input: Tensor, target: Tensor, perturb: Perturb = (theta) => theta): EmState<S> => {
    const residual = maskedResidual(pixels, state.gamma, input, state.eta);
    const { state: carried, theta } = mStep.step(state.carried, residual, { gamma: state.gamma, input });
    const eta = decoder.decode(perturb(theta));
    return { carried, eta, gamma: gammaOf(eta, target) };
  };
  return {
    pixels,
    params: { ...mStep.params, decoder: decoder.params },
    etaShape,
    init: (gamma) => {
      const { B = 0, K = 0 } = checkShapes('init', { gamma: [gamma, ['B', 'K', etaShape[0], 1]] });
      return { carried: mStep.init(B, K), eta: priorEta(pixels, [B, K, ...etaShape]), gamma, isFirst: true };
    },
    step: (state, input, target, perturb) => {
      const more = state.isFirst ? firstSteps - 1 : 0;
      let before = state;
      for (let n = 0; n < more; n++) before = stepOnce(before, input, input);
      return stepOnce(before, input, target, perturb);
    },
    explain: ({ carried, eta }, target) => ({ carried, eta, gamma: gammaOf(eta, target) }),
  };
}

/** Options of N-EM. */
export interface NemOptions extends Omit<EmModelOptions<Tensor>, 'mStep'> {
  /** Initial value of the learned rate of the M-step. */
  readonly learningRate?: number;
}

/** Returns a model of Neural Expectation Maximization (paper section 2): the M-step is a step of gradient ascent through the decoder. */
export function nem(options: NemOptions): EmModel<Tensor> {
  checkOptions('nem', options, { ...shared, learningRate: positive }, OptionError);
  const { learningRate, ...rest } = options;
  return fourSteps({ ...rest, mStep: gradientMStep(rest.decoder, learningRate === undefined ? {} : { learningRate }) });
}

/** Returns an RNN-EM model (paper section 2.3): the M-step is an encoder and a recurrent cell that read the residual. */
export function rnnEm<S extends TensorContainer>(options: EmModelOptions<S>): EmModel<S> {
  checkOptions('rnnEm', options, { ...shared, mStep: anMStep }, OptionError);
  return fourSteps(options);
}

/** Options of Relational N-EM. */
export interface RNemOptions<S extends TensorContainer> extends Omit<EmModelOptions<S>, 'mStep'> {
  /** Encoder and relational cell; the cell reads all components of an image together. */
  readonly mStep: RelationalMStep<S>;
}

/** A model whose components read the states of each other. */
export interface RelationalEmModel<S extends TensorContainer = TensorContainer> extends EmModel<S> {
  /**
   * Returns how strongly each component is influenced by each other one in the next step: [B, K, K]; row k holds the influences on
   * component k.
   */
  attention(state: EmState<S>): Tensor;
}

/** Returns a Relational N-EM model (van Steenkiste and others 2018): RNN-EM whose components read each other's states at each update. */
export function rNem<S extends TensorContainer>(options: RNemOptions<S>): RelationalEmModel<S> {
  checkOptions('rNem', options, { ...shared, mStep: anMStep }, OptionError);
  return { ...fourSteps(options), attention: ({ carried }) => options.mStep.attention(carried) };
}

function priorEta(pixels: PixelDistribution, [B, K, D, parameters]: [number, number, number, number]): Tensor {
  const channels = parameters / pixels.priorEta.length;
  const parts = pixels.priorEta.map((value) => fill([B, K, D, channels], value) as Tensor);
  return parts.length === 1 ? parts[0]! : concat(parts, -1);
}

import { bernoulli, type Decoder, type EmModel, gaussian, laplace, type MStep, nem, type PixelDistribution, rnnEm } from '@neural-em/core';
import {
  type CellFactory,
  flyingMnistRnnEm,
  flyingShapesRnnEm,
  gru,
  lstm,
  outputNormRnn,
  rnn,
  staticShapesNem,
  staticShapesRnnEm,
} from '@neural-em/networks';
import type { TensorContainer } from '@tensorflow/tfjs-core';
import { pick } from './lookup.ts';
import type { ModelSettings } from './settings.ts';

/** What a network is built from. */
interface NetworkOptions {
  /** [H, W, C] */
  readonly imageShape: readonly [height: number, width: number, channels: number];
  readonly model: ModelSettings;
  readonly seed: string;
}

/** Makes the parts of an algorithm, a network each. */
type Networks<Parts> = Readonly<Record<string, (options: NetworkOptions) => Parts>>;

interface PixelKind {
  /** Whether it is a distribution of zeros and ones alone. */
  readonly binary: boolean;
  readonly make: (prior: number) => PixelDistribution;
}

/** Every pixel distribution, by name. */
export const pixelKinds: Readonly<Record<string, PixelKind>> = {
  bernoulli: { binary: true, make: (prior) => bernoulli({ prior }) },
  gaussian: { binary: false, make: (priorMean) => gaussian({ priorMean }) },
  laplace: { binary: false, make: (priorMean) => laplace({ priorMean }) },
};

/** Every recurrent cell, by name. */
export const cells: Readonly<Record<string, CellFactory>> = { rnn, 'output-norm-rnn': outputNormRnn, gru, lstm };

const cellOf = ({ cell }: ModelSettings) => pick(cells, 'model.cell', cell);
const flat = ({ imageShape: [height, width, channels], model, seed }: NetworkOptions) =>
  ({ etaShape: [height * width, channels], thetaSize: model.thetaSize, seed }) as const;
const convolutional = ({ imageShape, model, seed }: NetworkOptions) =>
  ({ imageShape, thetaSize: model.thetaSize, cell: cellOf(model), seed, ...model.convolutional }) as const;

const nemNetworks: Networks<{ network: Decoder }> = { 'static-shapes': (options) => staticShapesNem(flat(options)) };

/** Every network of RNN-EM, by name. */
export const networks: Networks<{ network: Decoder; recurrent: MStep<TensorContainer> }> = {
  'static-shapes': (options) => staticShapesRnnEm({ ...flat(options), cell: cellOf(options.model) }),
  'flying-shapes': (options) => flyingShapesRnnEm(convolutional(options)),
  'flying-mnist': (options) => flyingMnistRnnEm(convolutional(options)),
};

const networksOf: Readonly<Record<string, Networks<unknown>>> = { 'n-em': nemNetworks, 'rnn-em': networks };

/** Throws an `ExperimentError` where a model names what does not exist. */
export function checkModel({ algorithm, network, cell, pixels }: ModelSettings): void {
  pick(pick(networksOf, 'model.algorithm', algorithm), `model.network of ${algorithm}`, network);
  pick(cells, 'model.cell', cell);
  pick(pixelKinds, 'model.pixels.kind', pixels.kind);
}

/** Whether a model's pixels are zeros and ones, so that a cross entropy means something. */
export function hasBinaryPixels({ pixels }: ModelSettings): boolean {
  return pick(pixelKinds, 'model.pixels.kind', pixels.kind).binary;
}

const parts = <Parts>(table: Networks<Parts>, options: NetworkOptions) => {
  const { algorithm, network } = options.model;
  return pick(table, `model.network of ${algorithm}`, network)(options);
};

/** Every algorithm, by name. */
export const algorithms: Readonly<Record<string, (options: NetworkOptions) => EmModel>> = {
  'n-em': (options) => nem({ ...shared(options.model), ...parts(nemNetworks, options) }),
  'rnn-em': (options) => rnnEm({ ...shared(options.model), ...parts(networks, options) }),
};

function shared({ pixels, temperature, floor, stopGammaGradient, gammaGradient = 1 }: ModelSettings) {
  const { make } = pick(pixelKinds, 'model.pixels.kind', pixels.kind);
  return { pixels: make(pixels.prior), temperature, floor, stopGammaGradient, gammaGradient };
}

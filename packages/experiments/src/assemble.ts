import { bernoulli, type Decoder, type EmModel, gaussian, laplace, type MStep, nem, type PixelDistribution, rnnEm } from '@neural-em/core';
import { type Dataset, staticShapes } from '@neural-em/datasets';
import { type StaticShapesOptions, staticShapesNem, staticShapesRnnEm } from '@neural-em/networks';
import { adam, bitFlip, maskedUniform, type Noise, noNoise, type TrainOptions } from '@neural-em/trainers';
import type { TensorContainer } from '@tensorflow/tfjs-core';
import { ExperimentError } from './errors.ts';
import type { DataSettings, ExperimentSettings, ModelSettings, TrainingSettings } from './settings.ts';

/** An experiment, ready to run. */
export interface Assembled {
  readonly dataset: Dataset;
  readonly model: EmModel;
  readonly training: TrainOptions;
}

interface Networks {
  readonly nem: (sizes: StaticShapesOptions) => { network: Decoder };
  readonly rnnEm: (sizes: StaticShapesOptions) => { network: Decoder; recurrent: MStep<TensorContainer> };
}

const datasets: Record<string, (data: DataSettings) => Dataset> = { 'static-shapes': staticShapes };

const pixelDistributions: Record<string, (pixels: ModelSettings['pixels']) => PixelDistribution> = {
  bernoulli: ({ prior }) => bernoulli({ prior }),
  gaussian: ({ prior }) => gaussian({ priorMean: prior }),
  laplace: ({ prior }) => laplace({ priorMean: prior }),
};

const networks: Record<string, Networks> = { 'static-shapes': { nem: staticShapesNem, rnnEm: staticShapesRnnEm } };

const algorithms: Record<string, (settings: ModelSettings, networks: Networks, sizes: StaticShapesOptions) => EmModel> = {
  'n-em': (settings, made, sizes) => nem({ ...settings, pixels: pixelsOf(settings), ...made.nem(sizes) }),
  'rnn-em': (settings, made, sizes) => rnnEm({ ...settings, pixels: pixelsOf(settings), ...made.rnnEm(sizes) }),
};

const noises: Record<string, (probability: number) => Noise> = {
  'bit-flip': bitFlip,
  'masked-uniform': (probability) => maskedUniform(probability),
  none: () => noNoise,
};

/** Names that settings may hold, for command lines and messages. */
export const choices = {
  algorithm: Object.keys(algorithms),
  pixels: Object.keys(pixelDistributions),
  noise: Object.keys(noises),
} as const;

/**
 * Makes the model, data and training options that settings describe.
 *
 * @throws ExperimentError where a setting names what does not exist or is out of range.
 */
export function assemble(settings: ExperimentSettings): Assembled {
  const { data, model, seed } = settings;
  const dataset = pick(datasets, 'data.kind', data.kind)(data);
  const [height, width, channels] = dataset.imageShape;
  const made = pick(networks, 'model.network', model.network);
  const sizes = { etaShape: [height * width, channels], thetaSize: model.thetaSize, seed: `${seed}/weights` } as const;
  return {
    dataset,
    model: pick(algorithms, 'model.algorithm', model.algorithm)(model, made, sizes),
    training: trainOptions(settings.training, model.components, seed),
  };
}

function trainOptions(training: TrainingSettings, components: number, seed: number): TrainOptions {
  const { emSteps, noise, interWeight, learningRate, batchSize, epochs, maxSteps, validateEvery, patience, validationImages } = training;
  wholeNumbers({ 'model.components': components, 'training.emSteps': emSteps, 'training.batchSize': batchSize });
  return {
    components,
    emSteps,
    noise: pick(noises, 'training.noise.kind', noise.kind)(noise.probability),
    interWeight,
    seed,
    optimizer: adam({ learningRate }),
    batchSize,
    epochs,
    ...(maxSteps > 0 ? { maxSteps } : {}),
    ...(validateEvery > 0 ? { validateEvery } : {}),
    patience,
    validationImages,
  };
}

function pixelsOf({ pixels }: ModelSettings): PixelDistribution {
  return pick(pixelDistributions, 'model.pixels.kind', pixels.kind)(pixels);
}

function pick<T>(table: Readonly<Record<string, T>>, setting: string, name: string): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined) throw new ExperimentError(`${setting} must be one of ${Object.keys(table).join(', ')}, not ${name}`);
  return found;
}

function wholeNumbers(settings: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(settings))
    if (!(Number.isInteger(value) && value > 0)) throw new ExperimentError(`${name} must be a whole number above 0, not ${value}`);
}

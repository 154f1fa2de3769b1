import type { EmModel } from '@neural-em/core';
import type { Dataset } from '@neural-em/datasets';
import type { TrainOptions } from '@neural-em/trainers';
import { checkSettings } from './check.ts';
import { type DataSources, dataKinds } from './data.ts';
import { pick } from './lookup.ts';
import { algorithms, cells, networks, pixelKinds } from './model.ts';
import type { ExperimentSettings } from './settings.ts';
import { noiseKinds, stepWeightKinds, trainOptions } from './training.ts';

/** An experiment, ready to run. */
export interface Assembled {
  readonly dataset: Dataset;
  readonly model: EmModel;
  readonly training: TrainOptions;
}

/** Names that settings may hold, for command lines and messages. */
export const choices = {
  data: Object.keys(dataKinds),
  algorithm: Object.keys(algorithms),
  network: Object.keys(networks),
  cell: Object.keys(cells),
  pixels: Object.keys(pixelKinds),
  noise: Object.keys(noiseKinds),
  stepWeights: Object.keys(stepWeightKinds),
} as const;

/**
 * Makes the model, data and training options that settings describe. Of settings with `stages` it makes what they say
 * themselves; `stagesOf` has the settings of each stage.
 *
 * @param sources - where data come from that cannot be generated; flying MNIST needs its digits.
 * @throws ExperimentError where a setting names what does not exist, is out of range, or does not go with another.
 */
export function assemble(settings: ExperimentSettings, sources: DataSources = {}): Assembled {
  checkSettings(settings);
  const dataset = pick(dataKinds, 'data.kind', settings.data.kind).make(settings.data, sources);
  return { dataset, ...assembleModel(settings, dataset.imageShape) };
}

/**
 * Makes the model and training options alone, which need no data.
 *
 * @param imageShape - [H, W, C]; grey images of the size in the settings, if left out.
 * @throws ExperimentError where a setting names what does not exist, is out of range, or does not go with another.
 */
export function assembleModel(
  settings: ExperimentSettings,
  imageShape: Dataset['imageShape'] = [settings.data.height, settings.data.width, 1],
): Omit<Assembled, 'dataset'> {
  checkSettings(settings);
  const { model, training, seed } = settings;
  const make = pick(algorithms, 'model.algorithm', model.algorithm);
  return {
    model: make({ imageShape, model, seed: `${seed}/weights` }),
    training: trainOptions(training, { components: model.components, seed }),
  };
}

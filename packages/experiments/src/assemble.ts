import type { EmModel } from '@neural-em/core';
import type { Dataset } from '@neural-em/datasets';
import type { InferenceOptions, TrainOptions } from '@neural-em/trainers';
import { checked } from './check.ts';
import { ExperimentError } from './errors.ts';
import { evaluationSettings } from './evaluation.ts';
import { ownParts, pick } from './parts/index.ts';
import type { EmOptions, Parts } from './parts/types.ts';
import { checkPixels, scaled } from './pixels.ts';
import type { SomeSettings } from './settings/complete.ts';
import type { Tree } from './settings/leaves.ts';
import { lastValue } from './settings/over-steps.ts';
import type { Settings } from './settings/table/index.ts';
import type { DataSettings } from './settings/types.ts';
import { trainOptions } from './training.ts';

/** A model and its options of training. */
export interface AssembledModel {
  /** The complete settings that it was made of. */
  readonly settings: Settings;
  readonly model: EmModel;
  readonly training: TrainOptions;
  /** Makes further models with the parameters of `model`, for other settings of the E-step and of the gradient. */
  readonly variant: (em: EmOptions) => EmModel;
}

/** The data and settings for scoring a trained model. */
export interface AssembledEvaluation {
  /** The settings of the evaluation: those of the training with the K, frames and steps of the evaluation. */
  readonly settings: Settings;
  readonly dataset: Dataset;
  readonly task: InferenceOptions;
  readonly split: Settings['evaluation']['split'];
  /** Number of images or sequences to score, from the first one. */
  readonly images: number;
}

/** Everything to train and score a run. */
export interface Assembled extends AssembledModel {
  readonly dataset: Dataset;
  readonly evaluation: AssembledEvaluation;
}

/**
 * Makes model, data, training options and evaluation from settings. It does not read `stages`; `stagesOf` returns the settings of each
 * stage.
 *
 * @param given - settings; those left out take their defaults.
 * @param parts - the parts that settings may name; `withParts` adds digits and your own parts.
 * @param begun - the model of an earlier stage, whose parameters this stage goes on to train; without it the parameters are new.
 * @throws ExperimentError if a setting names a part that does not exist, is out of range, or does not fit another setting.
 */
export async function assemble(
  given: SomeSettings | Tree,
  parts: Parts = ownParts,
  begun?: Pick<AssembledModel, 'variant'>,
): Promise<Assembled> {
  const settings = checked(given, parts);
  const dataset = await openData(settings, parts);
  const made = make(settings, parts, begun?.variant);
  const scored = evaluationSettings(settings, {}, parts);
  const { split, images, restarts } = settings.evaluation;
  const other = JSON.stringify(scored.data) !== JSON.stringify(settings.data);
  return {
    ...made,
    dataset,
    evaluation: {
      settings: scored,
      dataset: other ? await openData(scored, parts) : dataset,
      task: { ...trainOptions(scored, parts, () => made.model), restarts },
      split,
      images,
    },
  };
}

/**
 * Makes only the model and the training options, without data.
 *
 * @throws ExperimentError like `assemble`.
 */
export function assembleModel(given: SomeSettings | Tree, parts: Parts = ownParts): AssembledModel {
  return make(checked(given, parts), parts);
}

/**
 * Opens the data that settings describe.
 *
 * @throws ExperimentError if its images have another size than the settings say, or values that do not fit the pixel distribution of the model.
 */
export async function openData({ data, model }: Settings, parts: Parts = ownParts): Promise<Dataset> {
  const part = pick(parts.data, 'data.kind', data.kind);
  const dataset = scaled(await part.open(data, parts.sources), data.scale);
  checkShape(dataset, data);
  if (part.pixels === undefined) {
    const { binary } = pick(parts.pixels, 'model.pixels.kind', model.pixels.kind);
    checkPixels(dataset, { setting: 'model.pixels.kind', name: model.pixels.kind, binary });
  }
  return dataset;
}

function make(settings: Settings, parts: Parts, variant = newNetwork(settings, parts)): AssembledModel {
  const { model } = settings;
  const em: EmOptions = {
    pixels: pick(parts.pixels, 'model.pixels.kind', model.pixels.kind).make(model.pixels),
    temperature: Number(lastValue(model.temperature)),
    floor: Number(lastValue(model.floor)),
    gammaGradient: Number(lastValue(model.gammaGradient)),
    firstSteps: Number(lastValue(model.firstSteps)),
    ...(model.gammaGradientNorm === 'none' ? {} : { gammaGradientNorm: model.gammaGradientNorm }),
  };
  const training = trainOptions(settings, parts, (changed) => variant({ ...em, ...changed }));
  return { settings, model: variant(em), training, variant };
}

/** Returns a function that makes models, all with the same new parameters. */
function newNetwork({ data, model, run, seed }: Settings, parts: Parts): AssembledModel['variant'] {
  const network = pick(parts.networks, 'model.network', model.network);
  const algorithm = pick(parts.algorithms, 'model.algorithm', model.algorithm)(network);
  if (!algorithm) throw new ExperimentError(`model.network ${model.network} has no parts for the algorithm ${model.algorithm}`);
  const { priorEta } = pick(parts.pixels, 'model.pixels.kind', model.pixels.kind).make(model.pixels);
  const { initialisation } = run.seeds;
  return algorithm({
    shape: [data.height, data.width, data.channels * priorEta.length],
    parameters: priorEta.length,
    model,
    cell: pick(parts.cells, 'model.cell', model.cell),
    seed: `${initialisation === 'run' ? seed : initialisation}/weights`,
  });
}

function checkShape({ name, imageShape, frames }: Dataset, data: DataSettings): void {
  const expected = [data.height, data.width, data.channels];
  if (imageShape.join() !== expected.join())
    throw new ExperimentError(
      `the images of ${name} have ${imageShape.join('×')} values, but the settings say ${expected.join('×')} (data.height, data.width, data.channels)`,
    );
  if (frames !== data.frames) throw new ExperimentError(`the items of ${name} have ${frames} frames, but data.frames is ${data.frames}`);
}

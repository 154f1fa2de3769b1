import type { EmModel } from '@neural-em/core';
import { batches, type Dataset } from '@neural-em/datasets';
import { assemble, type ExperimentSettings } from '@neural-em/experiments';
import { cards, loadPretrained } from '@neural-em/pretrained';
import { evaluate, loadWeights, type TaskOptions } from '@neural-em/trainers';
import { readRun } from '../run-folder.ts';
import { scoreMetrics } from '../scoreboard.ts';
import { sources } from '../sources.ts';
import type { ImageScores } from './told-truth.ts';

/** A model with the best weights of its run. */
export interface TrainedModel {
  readonly settings: ExperimentSettings;
  readonly model: EmModel;
  readonly dataset: Dataset;
  readonly task: TaskOptions;
}

/** Reads the model of a run, which may be under way, or a pretrained one by its name. Throws as `readRun` does. */
export async function readTrainedModel(folder: string): Promise<TrainedModel> {
  if (Object.hasOwn(cards, folder)) {
    const { model, task, card } = await loadPretrained(folder);
    return { settings: card.settings, model, dataset: assemble(card.settings, sources).dataset, task };
  }
  const { config, weights } = await readRun(folder);
  const { model, dataset, training } = assemble(config.settings, sources);
  loadWeights(model.params, weights);
  return { settings: config.settings, model, dataset, task: training };
}

/** Scores of the first test images, and the mean loss. */
export async function scoreModel(
  { model, settings }: Pick<TrainedModel, 'model' | 'settings'>,
  { dataset, task, images }: { readonly dataset: Dataset; readonly task: TaskOptions; readonly images: number },
): Promise<ImageScores & { readonly loss: number }> {
  const { batchSize } = settings.training;
  const { scores, loss } = await evaluate(model, batches(dataset, 'test', { batchSize, limit: images }), {
    ...task,
    metrics: scoreMetrics,
  });
  return { amiMax: scores.amiMax!, amiArithmetic: scores.amiArithmetic!, ari: scores.ari!, loss };
}

import type { EmModel } from '@neural-em/core';
import { batches, type Dataset } from '@neural-em/datasets';
import { assemble, type Settings } from '@neural-em/experiments';
import { type ImageScores, nodeParts, readTrained, scoreMetrics } from '@neural-em/runs';
import { evaluate, type InferenceOptions, loadWeights } from '@neural-em/trainers';

/** A model with the best weights of its run. */
export interface TrainedModel {
  readonly settings: Settings;
  readonly model: EmModel;
  readonly dataset: Dataset;
  readonly task: InferenceOptions;
}

/** Reads the model of a run, which may still be under way, or a pretrained model by its name. Throws as `readRun` does. */
export async function readTrainedModel(folder: string, { restarts = 1 } = {}): Promise<TrainedModel> {
  const { settings, weights } = await readTrained(folder);
  const { model, dataset, training } = await assemble(settings, nodeParts);
  loadWeights(model.params, weights);
  return { settings, model, dataset, task: { ...training, restarts } };
}

/** Returns the scores of the first test images, and the mean loss. */
export async function scoreModel(
  { model, settings }: Pick<TrainedModel, 'model' | 'settings'>,
  { dataset, task, images }: { readonly dataset: Dataset; readonly task: InferenceOptions; readonly images: number },
): Promise<ImageScores & { readonly loss: number }> {
  const { batchSize } = settings.training;
  const { scores, loss } = await evaluate(model, batches(dataset, 'test', { batchSize, limit: images }), {
    ...task,
    metrics: scoreMetrics,
  });
  return { amiMax: scores.amiMax!, amiArithmetic: scores.amiArithmetic!, ari: scores.ari!, loss };
}

import type { EmModel } from '@neural-em/core';
import { annotationsOf, batches } from '@neural-em/datasets';
import type { AssembledEvaluation, Parts } from '@neural-em/experiments';
import { scoreNextFrames, summarizeLoss } from '@neural-em/trainers';
import { nodeParts } from './node-parts.ts';
import type { ScoreRow } from './scores.ts';

/** How well a model predicts the next frame of objects that collide (van Steenkiste and others 2018). */
export interface CollisionScores {
  /** The loss over the pixels of objects that collide: nats per image, summed over steps. */
  readonly relationalLoss: number;
  /** The loss of copying the frame before, over all pixels and over those of objects that collide. */
  readonly copying: ScoreRow & { readonly loss: number; readonly relationalLoss: number };
  /**
   * The model's losses divided by those of copying (below 1 the model is better): over all pixels, over those of objects that collide, and
   * over the latter in the last ten steps.
   */
  readonly relative: { readonly loss: number; readonly relationalLoss: number; readonly lastTen: number };
}

/** Scores a model on objects that collide; undefined if the data do not say which objects collide, or their pixels are not binary. */
export async function scoreCollisions(
  model: EmModel,
  { settings, dataset, task, split, images }: AssembledEvaluation,
  parts: Parts = nodeParts,
): Promise<CollisionScores | undefined> {
  const { kind } = settings.model.pixels;
  if (dataset.frames === 1 || dataset.size[split] === 0 || parts.pixels[kind]?.binary !== true) return undefined;
  if (!annotationsOf(dataset.read(split, [0])).collisions) return undefined;
  const { batchSize } = settings.training;
  const { all, collisions } = await scoreNextFrames(model, batches(dataset, split, { batchSize, limit: images }), task);
  if (!collisions) return undefined;
  const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const last = Math.min(10, collisions.loss.length);
  return {
    relationalLoss: total(collisions.loss),
    copying: { name: 'copying the frame before', loss: total(all.copy), relationalLoss: total(collisions.copy) },
    relative: {
      loss: summarizeLoss(all, 'loss').relative,
      relationalLoss: summarizeLoss(collisions, 'loss').relative,
      lastTen: summarizeLoss(collisions, 'loss', { last }).relative,
    },
  };
}

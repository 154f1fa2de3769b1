import type { Labels } from './labels.ts';
import { objectScores } from './object-scores.ts';
import type { ObjectOptions } from './overlaps.ts';
import { mean } from './statistics.ts';

/**
 * Mean IoU (mIoU) of the true objects with the predicted groups they are matched to one to one. An object split in two keeps the
 * larger part; two objects in one group share it, so one of them scores 0. No objects at all score 1.
 * Throws a `MetricInputError` for unequal lengths and for what is not a label.
 */
export function meanIoU(truth: Labels, prediction: Labels, options: ObjectOptions = {}): number {
  const scores = objectScores(truth, prediction, options);
  return scores.length === 0 ? 1 : mean(scores.map((score) => score.matchedIoU));
}

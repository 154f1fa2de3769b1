import type { Labels } from './labels.ts';
import { objectScores } from './object-scores.ts';
import type { ObjectOptions } from './overlaps.ts';
import { mean } from './statistics.ts';

/**
 * Mean IoU (mIoU) of the true objects with the predicted groups that they are matched to, one to one. An object that is split in two
 * gets the larger part; of two objects in one group, only one gets the group and the other scores 0. An image without objects scores 1.
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
 */
export function meanIoU(truth: Labels, prediction: Labels, options: ObjectOptions = {}): number {
  const scores = objectScores(truth, prediction, options);
  return scores.length === 0 ? 1 : mean(scores.map((score) => score.matchedIoU));
}

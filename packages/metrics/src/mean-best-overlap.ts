import type { Labels } from './labels.ts';
import { type ObjectOptions, overlapsOf } from './overlaps.ts';
import { mean } from './statistics.ts';

/**
 * Mean best overlap (mBO): the mean over true objects of the largest IoU with any predicted group. Several objects may share a group.
 * Pont-Tuset et al. (2017). An image without objects scores 1.
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
 */
export function meanBestOverlap(truth: Labels, prediction: Labels, options: ObjectOptions = {}): number {
  const { objects } = overlapsOf(truth, prediction, options);
  return objects.length === 0 ? 1 : mean(objects.map((object) => object.bestIoU));
}

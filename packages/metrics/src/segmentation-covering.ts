import type { Labels } from './labels.ts';
import { type ObjectOptions, overlapsOf } from './overlaps.ts';

/**
 * Segmentation covering (SC): the largest IoU of each true object with any predicted group, weighed by the object's size.
 * Arbeláez et al. (2011). No objects at all score 1.
 * Throws a `MetricInputError` for unequal lengths and for what is not a label.
 */
export function segmentationCovering(truth: Labels, prediction: Labels, options: ObjectOptions = {}): number {
  let covered = 0;
  let pixels = 0;
  for (const { size, bestIoU } of overlapsOf(truth, prediction, options).objects) {
    covered += size * bestIoU;
    pixels += size;
  }
  return pixels === 0 ? 1 : covered / pixels;
}

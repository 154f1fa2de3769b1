import type { Labels } from './labels.ts';
import { type ObjectOptions, overlapsOf } from './overlaps.ts';

/**
 * Segmentation covering (SC): the mean over true objects, weighed by their sizes, of the largest IoU with any predicted group.
 * Arbeláez et al. (2011). An image without objects scores 1.
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
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

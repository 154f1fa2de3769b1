import { assign } from './assignment.ts';
import type { Labels } from './labels.ts';
import { type ObjectOptions, overlapsOf } from './overlaps.ts';

/** How well a prediction finds one true object. IoU is the intersection of two groups divided by their union. */
export interface ObjectScore {
  readonly label: number;
  /** The number of pixels of the object. */
  readonly size: number;
  /** The largest IoU with any predicted group. */
  readonly bestIoU: number;
  /** The IoU with the predicted group that the object is matched to; 0 without one. */
  readonly matchedIoU: number;
  /** The label of that group; null without one. */
  readonly match: number | null;
}

/**
 * Returns the scores of each true object, in ascending order of their labels. The matching is one to one, with the largest sum of IoU
 * (Hungarian method); an object and a group without common pixels are never matched. It needs memory for objects × groups numbers.
 * Throws a `MetricInputError` for unequal lengths and for values that are not labels.
 */
export function objectScores(truth: Labels, prediction: Labels, options: ObjectOptions = {}): ObjectScore[] {
  const { objects, groups } = overlapsOf(truth, prediction, options);
  const table = new Float64Array(objects.length * groups.length);
  objects.forEach(({ overlaps }, i) => {
    for (const { group, iou } of overlaps) table[i * groups.length + group] = iou;
  });
  const groupOf = assign(table, [objects.length, groups.length], { maximize: true });
  return objects.map(({ label, size, bestIoU, overlaps }, i) => {
    const matched = overlaps.find(({ group }) => group === groupOf[i]);
    return { label, size, bestIoU, matchedIoU: matched?.iou ?? 0, match: matched ? groups[matched.group]! : null };
  });
}

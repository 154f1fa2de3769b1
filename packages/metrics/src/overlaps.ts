import { contingencyOf } from './contingency.ts';
import { type Labels, readIntegers } from './labels.ts';

export interface ObjectOptions {
  /**
   * The true label that is not an object. Its pixels are not scored, but they count in the union of a predicted group that covers them.
   * Default: 0. `null` makes every label an object.
   */
  readonly background?: number | null;
}

/** A true object and the predicted groups that overlap it. IoU is the intersection of two groups divided by their union. */
export interface ObjectOverlaps {
  readonly label: number;
  /** The number of pixels of the object. */
  readonly size: number;
  /** The largest IoU with any predicted group. */
  bestIoU: number;
  /** The groups that overlap the object, by their index in `groups`. */
  readonly overlaps: { readonly group: number; readonly iou: number }[];
}

/** Returns the true objects in ascending order of their labels, and the labels of the predicted groups. */
export function overlapsOf(
  truth: Labels,
  prediction: Labels,
  { background = 0 }: ObjectOptions,
): { objects: ObjectOverlaps[]; groups: number[] } {
  const { rows, columns, cells } = contingencyOf(readIntegers(truth, 'truth'), readIntegers(prediction, 'prediction'));
  const objects = rows.labels.map(
    (label, row): ObjectOverlaps => ({ label: Number(label), size: rows.sizes[row]!, bestIoU: 0, overlaps: [] }),
  );
  for (const { row, column, size } of cells) {
    const object = objects[row]!;
    const iou = size / (object.size + columns.sizes[column]! - size);
    object.overlaps.push({ group: column, iou });
    object.bestIoU = Math.max(object.bestIoU, iou);
  }
  return {
    objects: objects.filter(({ label }) => label !== background).sort((a, b) => a.label - b.label),
    groups: columns.labels.map(Number),
  };
}

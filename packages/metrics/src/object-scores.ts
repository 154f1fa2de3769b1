import { assign } from './assignment.ts';
import { type Contingency, contingency } from './contingency.ts';

export interface ObjectOptions {
  /**
   * The true label that is no object. Its pixels are not scored, yet they count in the union of a predicted group that covers them.
   * Default 0; `null` makes every label an object.
   */
  readonly background?: number | null;
}

/** How well a prediction finds one true object. IoU is the intersection of two groups over their union. */
export interface ObjectScore {
  readonly label: number;
  /** Pixels of the object. */
  readonly size: number;
  /** The largest IoU with any predicted group. */
  readonly bestIoU: number;
  /** The IoU with the predicted group that the object is matched to; 0 without one. */
  readonly matchedIoU: number;
  /** The label of that group; null without one. */
  readonly match: number | null;
}

/**
 * The scores of each true object, in ascending order of their labels. The matching is one to one, with the largest sum of IoU
 * (Hungarian method); groups that do not meet are never matched.
 * Throws a `MetricInputError` for unequal lengths and labels that are no integers.
 */
export function objectScores(
  truth: ArrayLike<number>,
  prediction: ArrayLike<number>,
  { background = 0 }: ObjectOptions = {},
): ObjectScore[] {
  const { rows, columns, cells } = contingency(truth, prediction);
  const objects = [...rows.labels.keys()].filter((row) => rows.labels[row] !== background);
  objects.sort((a, b) => rows.labels[a]! - rows.labels[b]!);
  const width = columns.labels.length;
  const overlaps = overlapsOf({ rows, columns, cells }, objects);
  const matches = assign(overlaps, objects.length, width);
  return objects.map((row, i) => {
    const mine = overlaps.subarray(i * width, (i + 1) * width);
    const matchedIoU = mine[matches[i]!] ?? 0;
    return {
      label: rows.labels[row]!,
      size: rows.sizes[row]!,
      bestIoU: mine.reduce((a, b) => Math.max(a, b), 0),
      matchedIoU,
      match: matchedIoU > 0 ? columns.labels[matches[i]!]! : null,
    };
  });
}

/** IoU of each object, given by its row, with each predicted group, [objects, columns]. */
function overlapsOf({ rows, columns, cells }: Omit<Contingency, 'n'>, objects: number[]): Float64Array {
  const width = columns.labels.length;
  const overlaps = new Float64Array(objects.length * width);
  const place = new Map(objects.map((row, i) => [row, i]));
  for (const { row, column, size } of cells) {
    const i = place.get(row);
    if (i !== undefined) overlaps[i * width + column] = size / (rows.sizes[row]! + columns.sizes[column]! - size);
  }
  return overlaps;
}

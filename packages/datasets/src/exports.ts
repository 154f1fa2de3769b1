import { annotationsOf } from './annotations.ts';
import { checkInteger, DatasetOptionError } from './errors.ts';
import type { Batch, Dataset, Split } from './types.ts';

/** The part of a dataset to write. */
export interface ExportOptions {
  /** All three by default; a split without items is left out. */
  readonly splits?: readonly Split[];
  /** Number of items of each split, from the first one. */
  readonly limit?: number;
}

/** The splits to write and how many items of each. Throws a `DatasetOptionError` when there are none. */
export function splitsToWrite(dataset: Dataset, { splits = ['training', 'validation', 'test'], limit }: ExportOptions): [Split, number][] {
  if (limit !== undefined) checkInteger('limit', limit, 1);
  const counts = splits.map((split): [Split, number] => [split, Math.min(dataset.size[split], limit ?? Number.POSITIVE_INFINITY)]);
  const filled = counts.filter(([, count]) => count > 0);
  if (filled.length === 0)
    throw new DatasetOptionError(`there is nothing to write: ${splits.join(', ') || 'no split'} of ${dataset.name} hold no items`);
  return filled;
}

/** An array to write, [T, B, …]. */
export interface ExportedArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Uint8Array;
}

/** The arrays of a batch under the names that the authors' files use. */
export function arraysOf(batch: Batch): Readonly<Record<string, ExportedArray>> {
  const [frames, items, height, width] = batch.shape;
  return {
    features: { shape: batch.shape, values: batch.frames },
    groups: { shape: [frames, items, height, width, 1], values: batch.groups },
    ...annotationsOf(batch),
  };
}

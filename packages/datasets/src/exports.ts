import { annotationsOf } from './annotations.ts';
import { checkInteger, DatasetOptionError } from './errors.ts';
import type { Batch, Dataset, Split } from './types.ts';

/** The part of a dataset to write. */
export interface ExportOptions {
  /** The splits to write. Default: all three, except those without items. */
  readonly splits?: readonly Split[];
  /** Number of items of each split, from the first one. */
  readonly limit?: number;
}

/** Returns the splits to write with their numbers of items. Throws a `DatasetOptionError` if there is nothing to write. */
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

/** Returns the arrays of a batch by the names that the authors' files use. */
export function arraysOf(batch: Batch): Readonly<Record<string, ExportedArray>> {
  const [frames, items, height, width] = batch.shape;
  return {
    features: { shape: batch.shape, values: batch.frames },
    groups: { shape: [frames, items, height, width, 1], values: batch.groups },
    ...annotationsOf(batch),
  };
}

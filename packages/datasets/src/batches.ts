import { checkOptions, count, type Kinds, optional, seed as seedKind, shown, unchecked } from '@neural-em/checks';
import { createRandom, shuffle } from '@neural-em/random';
import { DatasetOptionError } from './errors.ts';
import type { Batch, Dataset, Split } from './types.ts';

/** Options of `batches`. */
export interface BatchesOptions {
  readonly batchSize: number;
  /** Seed that shuffles all items of the split. Default: items come in order. */
  readonly seed?: number | string;
  /** Number of items of the split that are used, from the first one. */
  readonly limit?: number;
  /** Number of items, from the first in the order, that are skipped and not read. */
  readonly start?: number;
  /** Leaves out the last batch if it is not full. */
  readonly dropLast?: boolean;
}

const kinds: Kinds<BatchesOptions> = {
  batchSize: count,
  seed: optional(seedKind),
  limit: unchecked,
  start: unchecked,
  dropLast: unchecked,
};

/**
 * Yields the batches of a split, once. One batch at a time is in memory.
 * Throws a `DatasetOptionError` (a `RangeError`) for options that do not exist or are of another kind.
 */
export function* batches(dataset: Dataset, split: Split, options: BatchesOptions): Generator<Batch> {
  checkOptions('batches', options, kinds, DatasetOptionError);
  const { batchSize, seed, limit = Number.POSITIVE_INFINITY, start: first = 0, dropLast = false } = options;
  const items = dataset.size[split];
  if (items === undefined) throw new DatasetOptionError(`batches: split must be training, validation or test, not ${shown(split)}`);
  const order = Uint32Array.from({ length: Math.min(items, limit) }, (_, i) => i);
  if (seed !== undefined) shuffle(createRandom(seed, 'order', split), order);
  for (let start = first; start < order.length; start += batchSize) {
    const indices = order.subarray(start, start + batchSize);
    if (indices.length === batchSize || !dropLast) yield dataset.read(split, indices);
  }
}

import { checkOptions, count, type Kinds, optional, seed as seedKind, shown, unchecked } from '@neural-em/checks';
import { createRandom, shuffle } from '@neural-em/random';
import { DatasetOptionError } from './errors.ts';
import type { Batch, Dataset, Split } from './types.ts';

/** How `batches` walks a split. */
export interface BatchesOptions {
  readonly batchSize: number;
  /** Shuffles all items of the split with this seed; without one they come in order. */
  readonly seed?: number | string;
  /** How many items of the split take part, from the first on. */
  readonly limit?: number;
  /** How many items, from the first of the order on, are passed over and not read. */
  readonly start?: number;
  /** Leaves out a last batch that is not full. */
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
 * Walks a split once, batch by batch; memory is bounded by one batch.
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

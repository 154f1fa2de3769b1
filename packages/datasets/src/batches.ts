import { createRandom, shuffle } from '@neural-em/random';
import type { Batch, Dataset, Split } from './types.ts';

/** How `batches` walks a split. */
export interface BatchesOptions {
  readonly batchSize: number;
  /** Shuffles all items of the split with this seed; without one they come in order. */
  readonly seed?: number | string;
  /** Only the first so many items of the split take part. */
  readonly limit?: number;
  /** Begins after the first so many items of the order, which are not read. */
  readonly start?: number;
  /** Leaves out a last batch that is not full. */
  readonly dropLast?: boolean;
}

/** Walks a split once, batch by batch; memory is bounded by one batch. */
export function* batches(dataset: Dataset, split: Split, options: BatchesOptions): Generator<Batch> {
  const { batchSize, seed, limit = Number.POSITIVE_INFINITY, start: first = 0, dropLast = false } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) throw new RangeError(`batchSize must be a whole number above 0, not ${batchSize}`);
  const order = Uint32Array.from({ length: Math.min(dataset.size[split], limit) }, (_, i) => i);
  if (seed !== undefined) shuffle(createRandom(seed, 'order', split), order);
  for (let start = first; start < order.length; start += batchSize) {
    const indices = order.subarray(start, start + batchSize);
    if (indices.length === batchSize || !dropLast) yield dataset.read(split, indices);
  }
}

import type { Dataset, Split } from '@neural-em/datasets';
import { createRandom, shuffle } from '@neural-em/random';
import { RunError } from '../errors.ts';

/** Options of dividing items without splits. */
export interface SplitOptions {
  readonly seed: number;
  /** Shares of the items for validation and test, if the data have none. */
  readonly shares: { readonly validation: number; readonly test: number };
}

/**
 * Returns a dataset with validation and test items: its own, or else a share of its training items, drawn by a seed. The same seed gives the
 * same items. A dataset without training items is returned unchanged.
 *
 * @throws RunError if there are too few items to divide.
 */
export function splitUp(dataset: Dataset, { seed, shares }: SplitOptions): Dataset {
  const { size } = dataset;
  const lacking = (['validation', 'test'] as const).filter((split) => size[split] === 0);
  if (size.training === 0 || lacking.length === 0) return dataset;
  const order = shuffle(
    createRandom(seed, 'split', dataset.name),
    Uint32Array.from({ length: size.training }, (_, i) => i),
  );
  const parts: Partial<Record<Split, Uint32Array>> = {};
  let taken = 0;
  for (const split of lacking) {
    const count = Math.max(1, Math.round(shares[split] * size.training));
    parts[split] = order.slice(taken, taken + count).sort();
    taken += count;
  }
  if (taken >= size.training)
    throw new RunError(`${dataset.name} has ${size.training} items, too few to take ${taken} of them for ${lacking.join(' and ')}`);
  parts.training = order.slice(taken).sort();
  const count = (split: Split) => parts[split]?.length ?? size[split];
  return {
    ...dataset,
    size: { training: count('training'), validation: count('validation'), test: count('test') },
    read: (split, indices) => {
      const own = parts[split];
      if (!own) return dataset.read(split, indices);
      return dataset.read(
        'training',
        Array.from(indices, (index) => own[index] ?? outside(index, split, own.length)),
      );
    },
  };
}

/** Returns a dataset with at most `most` items of each split. */
export function limitTo(dataset: Dataset, most: Dataset['size']): Dataset {
  const size = {
    training: Math.min(dataset.size.training, most.training),
    validation: Math.min(dataset.size.validation, most.validation),
    test: Math.min(dataset.size.test, most.test),
  };
  return { ...dataset, size };
}

function outside(index: number, split: Split, length: number): never {
  throw new RangeError(`index ${index} is outside the ${split} split, which has ${length} items`);
}

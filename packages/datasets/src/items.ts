import { shown } from '@neural-em/checks';
import { DatasetOptionError } from './errors.ts';
import type { Batch, Dataset, Split } from './types.ts';

/** The split sizes of the paper. */
export const paperSizes: Readonly<Record<Split, number>> = { training: 50_000, validation: 10_000, test: 10_000 };

/** A pixel brighter than this counts as covered. Fainter borders of a digit are not scored, and another digit may cover them. */
export const INK = 0.1;

/** Returns a batch of blank frames. Throws a `DatasetOptionError` (a `RangeError`) if an index is not in the split. */
export function emptyBatch(dataset: Pick<Dataset, 'imageShape' | 'frames' | 'size'>, split: Split, indices: ArrayLike<number>): Batch {
  const count = dataset.size[split];
  if (count === undefined) throw new DatasetOptionError(`split must be training, validation or test, not ${split}`);
  if (typeof indices !== 'object' || indices === null || !Number.isInteger(indices.length))
    throw new DatasetOptionError(`read: indices must be an array of item numbers, such as [0, 3], not ${shown(indices)}`);
  for (let b = 0; b < indices.length; b++) {
    const index = indices[b]!;
    if (!(Number.isInteger(index) && index >= 0 && index < count)) {
      throw new DatasetOptionError(`index ${index} is outside the ${split} split, which has ${count} items`);
    }
  }
  const [height, width, channels] = dataset.imageShape;
  const pixels = dataset.frames * indices.length * height * width;
  return {
    shape: [dataset.frames, indices.length, height, width, channels],
    frames: new Float32Array(pixels * channels),
    groups: new Uint8Array(pixels),
  };
}

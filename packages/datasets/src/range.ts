import { DatasetFileError, DatasetOptionError } from './errors.ts';
import type { Numbers, StoredArray, StoredSplit } from './stored-array.ts';

/** The range of the pixels in a file, and the number that they are divided by. */
export interface StoredRange {
  /** The smallest and the largest value of the examined items: all items of an archive, some of an HDF5 file. */
  readonly least: number;
  readonly largest: number;
  /** The divisor of the values: the largest value of integers with such a range, so that pixels are in [0, 1]. */
  readonly divisor: number;
}

/** The number of items that are examined of an array that is not in memory: more for integers, because they decide the divisor. */
const LOOKS = { integers: 64, floats: 4 };
/** The values of white for pixels that are integers: truth values, bytes, 16 bits. */
const WHITES = [1, 255, 65535];

/**
 * Finds the range of the pixels of all splits. Integers are divided by 1, 255 or 65535, the smallest of these that no value exceeds;
 * floats are not changed. If `largest` is given, it is the divisor.
 * Throws a `DatasetOptionError` for a `largest` that is not a positive number.
 */
export function rangeOf(splits: readonly StoredSplit[], largest: number | undefined): StoredRange {
  if (largest !== undefined && !(largest > 0 && largest < Number.POSITIVE_INFINITY))
    throw new DatasetOptionError(`largest must be a positive number, not ${largest}`);
  const range = { least: Number.POSITIVE_INFINITY, largest: Number.NEGATIVE_INFINITY };
  for (const { features } of splits) {
    for (const values of features ? lookAt(features) : []) {
      for (let i = 0; i < values.length; i++) {
        if (values[i]! < range.least) range.least = values[i]!;
        if (values[i]! > range.largest) range.largest = values[i]!;
      }
    }
  }
  const integers = splits.every(({ features }) => features?.integers) && range.least >= 0;
  const white = integers ? WHITES.find((candidate) => range.largest <= candidate) : undefined;
  return { ...range, divisor: largest ?? white ?? 1 };
}

function* lookAt({ shape, values, integers, read }: StoredArray): Generator<Numbers> {
  if (values !== undefined) return yield values;
  const items = shape[1] ?? 0;
  const looks = Math.min(integers ? LOOKS.integers : LOOKS.floats, items);
  for (let i = 0; i < looks; i++) {
    const item = Math.floor((i * items) / looks);
    yield read(item, item + 1);
  }
}

/** Throws a `DatasetFileError` for an integer outside the range of the examined items. */
export function checkRange(values: Numbers, { divisor, largest }: StoredRange, file: string, place: string): void {
  if (largest > divisor) return;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! <= divisor) continue;
    const expected = `pixels from 0 to ${divisor}, as in other items (the option largest sets the value of white)`;
    throw new DatasetFileError({ file, place, expected, found: `${values[i]}` });
  }
}

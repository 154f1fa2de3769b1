import type { AnnotatedBatch, AnnotatedDataset, Annotation } from './annotations.ts';
import { checkInteger, DatasetFileError } from './errors.ts';
import { emptyBatch } from './items.ts';
import { checkRange, rangeOf, type StoredRange } from './range.ts';
import type { Numbers, StoredArray, StoredSplit } from './stored-array.ts';
import type { Split } from './types.ts';

/** Turns 64-bit integers into plain numbers and returns other arrays unchanged. */
export function toNumbers(values: Numbers | BigInt64Array | BigUint64Array): Numbers {
  return typeof values[0] === 'bigint' ? Float64Array.from(values, Number) : (values as Numbers);
}

/** Options that all readers of arrays share. */
export interface ReadOptions {
  /** The splits to read, for a file whose splits differ in their number of frames. Default: all. */
  readonly splits?: readonly Split[];
  /** Whether to accept a split without `groups`; the groups of all its pixels are then 0, not scored. */
  readonly unlabelled?: boolean;
  /** The value of white, by which pixels are divided. Default: for integers 1, 255 or 65535, whichever fits; floats are not changed. */
  readonly largest?: number;
}

/** A dataset that was read from a file. */
export interface ReadDataset extends AnnotatedDataset {
  /** The range of the pixels in the file, and the number that they are divided by. */
  readonly stored: StoredRange;
  /** The arrays or files beside the dataset that were skipped, with reasons. */
  readonly skipped: readonly string[];
}

/** The parts of a file from which a dataset is made. */
export interface StoredFile {
  readonly file: string;
  /** The number of bytes of the file; arrays that claim far more are refused. */
  readonly bytes: number;
  /** Whether to accept a split without `groups`; the groups of all its pixels are then 0, not scored. */
  readonly unlabelled: boolean;
  readonly splits: Partial<Readonly<Record<Split, StoredSplit>>>;
  /** The number of bytes that reading may take. */
  readonly memory?: number;
  readonly largest?: number | undefined;
  /** What the reader of the format has skipped already. */
  readonly skipped?: readonly string[];
}

/** The largest number of bytes that deflate can pack into one. */
const MOST_PACKED = 1032;
/** The number of bytes that are read from the file at a time. */
const RUN_BYTES = 2 ** 24;
/** The default of the option `memory`: the bytes that reading may take. One item may take an eighth of them. */
export const MEMORY = 2 ** 30;
const ITEM_SHARE = 8;

/** Throws a `DatasetOptionError` unless a budget is a number of bytes. */
export function checkMemory(memory: number): void {
  checkInteger('memory', memory, 1);
}

/**
 * Checks that the arrays of a file fit together and returns a dataset that reads them. Arrays other than `features` and `groups` that have
 * other numbers of frames or items are skipped. Throws a `DatasetFileError` if features and groups do not fit.
 */
export function storedDataset(name: string, stored: StoredFile): ReadDataset {
  const { file } = stored;
  const skipped = [...(stored.skipped ?? [])];
  const splits = Object.fromEntries(
    Object.entries(stored.splits).map(([split, arrays]) => [split, alike(arrays, skipped)]),
  ) as StoredFile['splits'];
  const fail = (place: string, expected: string, found: string) => new DatasetFileError({ file, place, expected, found });
  const present = Object.entries(splits) as [Split, StoredSplit][];
  const [first] = present;
  if (first === undefined) throw fail('splits', 'at least one of training, validation and test', 'none of them');
  for (const [split, arrays] of present) checkSplit(stored, split, arrays);
  const [frames = 1, , height = 1, width = 1, channels = 1] = first[1].features!.shape;
  const size = { training: 0, validation: 0, test: 0 };
  for (const [split, { features }] of present) {
    const [t, n, ...image] = features!.shape;
    if (t !== frames || image.join() !== [height, width, channels].join()) {
      throw fail(features!.place, `${frames} frames of ${height}×${width}×${channels} as in ${first[0]}`, features!.shape.join('×'));
    }
    size[split] = n!;
  }
  const range = rangeOf(Object.values(splits), stored.largest);
  const description = { name, imageShape: [height, width, channels] as const, frames, size };
  const read = (split: Split, indices: ArrayLike<number>): AnnotatedBatch => {
    const batch = emptyBatch(description, split, indices);
    const { features, groups, ...others } = splits[split] ?? {};
    if (features) {
      copyItems(features, indices, batch.frames, (values, place) => {
        checkValues(values, file, place);
        if (features.integers && stored.largest === undefined) checkRange(values, range, file, place);
      });
      if (range.divisor !== 1) for (let i = 0; i < batch.frames.length; i++) batch.frames[i]! /= range.divisor;
    }
    if (groups) copyItems(groups, indices, batch.groups, (values, place) => checkGroups(values, file, place));
    // An annotation may have any name, even __proto__.
    const annotations = Object.entries(others).map(([name, array]): [string, Annotation] => {
      const shape = [frames, indices.length, ...array.shape.slice(2)];
      const length = shape.reduce((product, axis) => product * axis, 1);
      // Bytes are classes and stay bytes; other arrays become floats.
      const isBytes = indices.length > 0 && array.read(indices[0]!, indices[0]! + 1) instanceof Uint8Array;
      const values = isBytes ? new Uint8Array(length) : new Float32Array(length);
      copyItems(array, indices, values, (values, place) => checkValues(values, file, place));
      return [name, { shape, values }];
    });
    return { ...batch, annotations: Object.fromEntries(annotations) };
  };
  return { ...description, stored: range, skipped, read };
}

/** Returns the arrays with the same frames and items as `features`, and adds the others to `skipped`. */
function alike(arrays: StoredSplit, skipped: string[]): StoredSplit {
  const lead = arrays.features?.shape.slice(0, 2).join('×');
  const kept = Object.entries(arrays).filter(([name, { place, shape }]) => {
    if (name === 'features' || name === 'groups' || lead === undefined) return true;
    const fits = shape.length > 1 && shape.slice(0, 2).join('×') === lead && !shape.slice(2).includes(0);
    if (!fits) skipped.push(`${place}: shape ${shape.join('×') || '()'}, not ${lead} and more`);
    return fits;
  });
  return Object.fromEntries(kept);
}

function checkSplit({ file, bytes, unlabelled, memory = MEMORY }: StoredFile, split: Split, arrays: StoredSplit): void {
  const fail = (place: string, expected: string, found: string) => new DatasetFileError({ file, place, expected, found });
  const { features, groups } = arrays;
  if (features === undefined) throw fail(split, 'an array features', Object.keys(arrays).join(', ') || 'nothing');
  const [t = 0, n = 0, ...image] = features.shape;
  if (image.length !== 3) throw fail(features.place, '5 axes: frames, items, height, width, channels', `shape ${features.shape.join('×')}`);
  if (groups === undefined && !unlabelled) throw fail(split, 'an array groups, or the option unlabelled', Object.keys(arrays).join(', '));
  const labels = [[t, n, ...image.slice(0, 2)].join('×'), [t, n, ...image.slice(0, 2), 1].join('×')];
  if (groups && !labels.includes(groups.shape.join('×'))) {
    throw fail(groups.place, `shape ${labels[1]}, to go with features`, `shape ${groups.shape.join('×')}`);
  }
  for (const { place, shape } of Object.values(arrays)) {
    const whole = shape.every((length, axis) => Number.isSafeInteger(length) && (axis === 1 ? length >= 0 : length >= 1));
    if (!whole || shape[0] !== t || shape[1] !== n)
      throw fail(place, `${t} frames × ${n} items, no empty axis`, `shape ${shape.join('×')}`);
    const values = shape.reduce((product, length) => product * length, 1);
    const most = Math.floor(memory / ITEM_SHARE / 4);
    if (n > 0 && values / n > most)
      throw fail(place, `items of at most ${most} values (the option memory allows more)`, `${values / n} values`);
    if (values > bytes * MOST_PACKED) throw fail(place, `an array that fits into a file of ${bytes} bytes`, `shape ${shape.join('×')}`);
  }
}

/** Copies items by index into a time-major batch, run by run of consecutive indices. */
function copyItems(
  array: StoredArray,
  indices: ArrayLike<number>,
  out: Float32Array | Uint8Array,
  check: (values: Numbers, place: string) => void,
): void {
  const [frames = 1, , ...rest] = array.shape;
  const block = rest.reduce((product, length) => product * length, 1);
  const longest = Math.max(1, Math.floor(RUN_BYTES / (frames * block * 4)));
  for (let start = 0; start < indices.length; ) {
    const first = indices[start]!;
    let count = 1;
    while (count < longest && indices[start + count] === first + count) count++;
    const values = array.read(first, first + count);
    check(values, array.place);
    for (let t = 0; t < frames; t++) {
      out.set(values.subarray(t * count * block, (t + 1) * count * block), (t * indices.length + start) * block);
    }
    start += count;
  }
}

function checkValues(values: Numbers, file: string, place: string): void {
  for (let i = 0; i < values.length; i++) {
    // Checked as 32-bit floats, because a double may be too large for one.
    if (!Number.isFinite(Math.fround(values[i]!)))
      throw new DatasetFileError({ file, place, expected: 'finite numbers', found: `${values[i]}` });
  }
}

function checkGroups(values: Numbers, file: string, place: string): void {
  if (values instanceof Uint8Array) return;
  for (let i = 0; i < values.length; i++) {
    const group = values[i]!;
    if (Number.isInteger(group) && group >= 0 && group <= 255) continue;
    throw new DatasetFileError({ file, place, expected: 'groups that are whole numbers from 0 to 255', found: `${group}` });
  }
}

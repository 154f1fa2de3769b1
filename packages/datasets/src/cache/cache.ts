import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type AnnotatedBatch, type AnnotatedDataset, type Annotation, annotationsOf } from '../annotations.ts';
import { batches } from '../batches.ts';
import { DatasetFileError } from '../errors.ts';
import { arraysOf, type ExportedArray } from '../exports.ts';
import { emptyBatch } from '../items.ts';
import { bytesOf, npyHeader, npyType } from '../npy.ts';
import type { Dataset, Split } from '../types.ts';

/** Options of `cacheOnDisk`. */
export interface CacheOptions {
  /** The folder of the copy. Each dataset needs a folder of its own. */
  readonly folder: string;
}

/**
 * Returns the same dataset, read from a copy on disk; the first read of a split makes the copy of that split. Use it for datasets that are slow
 * to generate or to unpack, such as packed HDF5. A split is a folder of `.npy` files, which NumPy opens, too: `features` [N, T, H, W, C],
 * `groups` [N, T, H, W, 1] and the annotations of the dataset.
 * An existing copy is compared with the dataset by its first, middle and last item. Reading throws a `DatasetFileError` if they or the length
 * of a file differ: the folder then holds another dataset or is damaged, and should be deleted.
 */
export function cacheOnDisk(dataset: Dataset, { folder }: CacheOptions): AnnotatedDataset {
  const { name, imageShape, frames, size } = dataset;
  const copies = new Map<Split, Copy>();
  const read = (split: Split, indices: ArrayLike<number>): AnnotatedBatch => {
    const batch = emptyBatch(dataset, split, indices);
    if (indices.length === 0) return { ...batch, annotations: annotationsOf(dataset.read(split, indices)) };
    const copy = copies.get(split) ?? openCopy(dataset, split, join(folder, split));
    copies.set(split, copy);
    const annotations: Record<string, Annotation> = {};
    for (const array of copy.keys()) {
      if (array === 'features') readArray(copy, array, indices, batch.frames);
      else if (array === 'groups') readArray(copy, array, indices, batch.groups);
      else annotations[array] = readAnnotation(copy, array, indices);
    }
    return { ...batch, annotations };
  };
  return { name, imageShape, frames, size, read };
}

/** The files of a split by the name of the array. */
type Copy = ReadonlyMap<string, CopiedArray>;

interface CopiedArray {
  readonly path: string;
  readonly header: Uint8Array;
  /** The array for one item, [T, 1, …]. */
  readonly example: ExportedArray;
}

function openCopy(dataset: Dataset, split: Split, folder: string): Copy {
  const count = dataset.size[split];
  const examples = Object.entries(arraysOf(dataset.read(split, [0])));
  const copy = new Map(
    examples.map(([name, example]) => {
      const [frames = 1, , ...rest] = example.shape;
      return [name, { path: join(folder, `${name}.npy`), header: npyHeader(npyType(example.values), [count, frames, ...rest]), example }];
    }),
  );
  if (existsSync(folder)) {
    checkCopy(dataset, split, copy);
  } else {
    // The copy gets its name only when it is complete, so that an incomplete copy is never read.
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    for (const [name, { header }] of copy) writeArray(dataset, split, name, join(partial, `${name}.npy`), header);
    renameSync(partial, folder);
  }
  return copy;
}

function checkCopy(dataset: Dataset, split: Split, copy: Copy): void {
  const count = dataset.size[split];
  for (const { path, header, example } of copy.values()) {
    const fail = (place: string, expected: string, found: string) => new DatasetFileError({ file: path, place, expected, found });
    const size = header.length + example.values.byteLength * count;
    const found = statSync(path, { throwIfNoEntry: false })?.size;
    if (found !== size) throw fail('file', `${size} bytes`, found === undefined ? 'no file' : `${found} bytes`);
    const start = readBytes(path, [[0, header.length]]);
    if (Buffer.compare(start, header) !== 0) throw fail('header', Buffer.from(header.subarray(10)).toString().trim(), 'another one');
  }
  const sample = [...new Set([0, count >> 1, count - 1])];
  for (const [name, { values }] of Object.entries(arraysOf(dataset.read(split, sample)))) {
    const found = readAnnotation(copy, name, sample).values;
    if (Buffer.compare(bytesOf(values), bytesOf(found)) === 0) continue;
    throw new DatasetFileError({ file: copy.get(name)!.path, place: 'values', expected: `those of ${dataset.name}`, found: 'others' });
  }
}

function writeArray(dataset: Dataset, split: Split, name: string, path: string, header: Uint8Array): void {
  const file = openSync(path, 'w');
  try {
    writeSync(file, header);
    for (const batch of batches(dataset, split, { batchSize: 64 })) {
      const { shape, values } = arraysOf(batch)[name]!;
      const bytes = new Uint8Array(values.byteLength);
      const [frames = 1, items = 1] = shape;
      forEachFrame(frames, items, bytes.length, (inTime, inItems, end) =>
        bytes.set(bytesOf(values).subarray(inTime, inTime + end), inItems),
      );
      writeSync(file, bytes);
    }
  } finally {
    closeSync(file);
  }
}

function readAnnotation(copy: Copy, name: string, indices: ArrayLike<number>): Annotation {
  const { example } = copy.get(name)!;
  const [frames = 1, , ...rest] = example.shape;
  const length = example.values.length * indices.length;
  const values = example.values instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
  readArray(copy, name, indices, values);
  return { shape: [frames, indices.length, ...rest], values };
}

/** Reads items into a time-major array. */
function readArray(copy: Copy, name: string, indices: ArrayLike<number>, out: Float32Array | Uint8Array): void {
  const { path, header, example } = copy.get(name)!;
  const itemBytes = example.values.byteLength;
  const bytes = readBytes(
    path,
    Array.from(indices, (index) => [header.length + index * itemBytes, itemBytes]),
  );
  const target = bytesOf(out);
  forEachFrame(example.shape[0]!, indices.length, bytes.length, (inTime, inItems, size) =>
    target.set(bytes.subarray(inItems, inItems + size), inTime),
  );
}

/** Reads pieces of a file, each given by position and length, and joins them. */
function readBytes(path: string, pieces: readonly (readonly [at: number, length: number])[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, [, length]) => sum + length, 0));
  const file = openSync(path, 'r');
  try {
    let done = 0;
    for (const [at, length] of pieces) done += readSync(file, bytes, done, length, at);
    if (done === bytes.length) return bytes;
    throw new DatasetFileError({ file: path, place: 'values', expected: `${bytes.length} bytes`, found: `${done} bytes` });
  } finally {
    closeSync(file);
  }
}

/** Calls `visit` with the position in bytes of each frame of each item, in a batch (frames first) and in a file (items first). */
function forEachFrame(frames: number, items: number, bytes: number, visit: (inTime: number, inItems: number, size: number) => void): void {
  const size = bytes / (frames * items);
  for (let t = 0; t < frames; t++) {
    for (let b = 0; b < items; b++) visit((t * items + b) * size, (b * frames + t) * size, size);
  }
}

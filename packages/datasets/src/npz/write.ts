import { writeFileSync } from 'node:fs';
import { batches } from '../batches.ts';
import { DatasetOptionError } from '../errors.ts';
import { arraysOf, type ExportedArray, type ExportOptions, splitsToWrite } from '../exports.ts';
import { checkMemory, MEMORY } from '../stored.ts';
import type { Dataset, Split } from '../types.ts';
import { encodeNpz } from './encode.ts';

/** Options of `writeNpz`. */
export interface WriteNpzOptions extends ExportOptions {
  /** The largest number of bytes of arrays in memory. Default: 1 GiB, as for `readNpz`. */
  readonly memory?: number;
}

/**
 * Writes a dataset to a NumPy archive that `readNpz` reads: `numpy.load(path)['training/features']` is an array (T, N, H, W, C).
 * Throws a `DatasetOptionError` for more bytes than `memory` (give a `limit`, or write HDF5), and a `MissingPackageError` if `fflate` is
 * not installed.
 */
export async function writeNpz(dataset: Dataset, path: string, options: WriteNpzOptions = {}): Promise<void> {
  const { memory = MEMORY } = options;
  checkMemory(memory);
  const splits = splitsToWrite(dataset, options);
  const bytes = splits.reduce((sum, [split, count]) => sum + (count && count * bytesOfItem(dataset, split)), 0);
  if (bytes > memory)
    throw new DatasetOptionError(`${bytes} bytes are too many for a .npz file: give a limit, more memory (${memory}), or write HDF5`);
  const arrays: Record<string, ExportedArray> = {};
  for (const [split, count] of splits) {
    for (const [name, array] of Object.entries(wholeArrays(dataset, split, count))) arrays[`${split}/${name}`] = array;
  }
  writeFileSync(path, await encodeNpz(arrays));
}

function bytesOfItem(dataset: Dataset, split: Split): number {
  return Object.values(arraysOf(dataset.read(split, [0]))).reduce((sum, { values }) => sum + values.byteLength, 0);
}

/** Returns all items of a split as one batch. */
function wholeArrays(dataset: Dataset, split: Split, count: number): Readonly<Record<string, ExportedArray>> {
  const whole: Record<string, ExportedArray> = {};
  let done = 0;
  for (const batch of batches(dataset, split, { batchSize: 100, limit: count })) {
    for (const [name, { shape, values }] of Object.entries(arraysOf(batch))) {
      const [frames = 1, items = 1, ...rest] = shape;
      const block = rest.reduce((product, length) => product * length, 1);
      const length = frames * count * block;
      whole[name] ??= {
        shape: [frames, count, ...rest],
        values: values instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length),
      };
      for (let t = 0; t < frames; t++) {
        whole[name].values.set(values.subarray(t * items * block, (t + 1) * items * block), (t * count + done) * block);
      }
    }
    done += batch.shape[1];
  }
  return whole;
}

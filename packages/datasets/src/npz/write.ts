import { writeFileSync } from 'node:fs';
import { batches } from '../batches.ts';
import { DatasetOptionError } from '../errors.ts';
import { arraysOf, type ExportedArray, type ExportOptions, splitsToWrite } from '../exports.ts';
import type { Dataset, Split } from '../types.ts';
import { encodeNpz } from './encode.ts';

/** A zip archive is made in memory. */
const MOST_BYTES = 2 ** 30;

/**
 * Writes a dataset to a NumPy archive that `readNpz` reads: `numpy.load(path)['training/features']` is an array (T, N, H, W, C).
 * Throws a `DatasetOptionError` for more than 1 GB of values, which `limit` or HDF5 help, and a `MissingPackageError` when `fflate` is not
 * installed.
 */
export async function writeNpz(dataset: Dataset, path: string, options: ExportOptions = {}): Promise<void> {
  const splits = splitsToWrite(dataset, options);
  const pixels = dataset.imageShape[0] * dataset.imageShape[1] * dataset.frames;
  const bytes = splits.reduce((sum, [, count]) => sum + count * pixels * (4 * dataset.imageShape[2] + 1), 0);
  if (bytes > MOST_BYTES) throw new DatasetOptionError(`${bytes} bytes are too many for a .npz file: give a limit, or write HDF5`);
  const arrays: Record<string, ExportedArray> = {};
  for (const [split, count] of splits) {
    for (const [name, array] of Object.entries(wholeArrays(dataset, split, count))) arrays[`${split}/${name}`] = array;
  }
  writeFileSync(path, await encodeNpz(arrays));
}

/** All items of a split as one batch. */
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

import { renameSync, rmSync } from 'node:fs';
import { batches } from '../batches.ts';
import { arraysOf, type ExportedArray, type ExportOptions, splitsToWrite } from '../exports.ts';
import type { Dataset } from '../types.ts';
import { guarded, type Library, loadLibrary } from './library.ts';

/** Options of `writeHdf5`. */
export interface WriteHdf5Options extends ExportOptions {
  /** Whether to pack the arrays with deflate and add checksums. */
  readonly compress?: boolean;
}

/** The approximate number of values in a chunk: large enough to pack well, small enough to read a few items. */
const CHUNK_VALUES = 2 ** 17;

/**
 * Writes a dataset to an HDF5 file in the layout that `readHdf5` and the authors' code read: `training`, `validation` and `test`, each
 * with `features` (T, N, H, W, C) as 32-bit floats, `groups` (T, N, H, W, 1) as bytes and the dataset's annotations. It writes batch by
 * batch, so that memory does not grow with the dataset. It replaces an existing file.
 * Throws a `DatasetFileError` if the file cannot be written and a `MissingPackageError` if `h5wasm` is not installed.
 */
export async function writeHdf5(dataset: Dataset, path: string, options: WriteHdf5Options = {}): Promise<void> {
  const { compress = true } = options;
  const splits = splitsToWrite(dataset, options);
  const library = await loadLibrary();
  // The file has another name until it is complete. Besides, the library refuses to write a file that it has open.
  const partial = `${path}.partial`;
  // From version 1.8 of the format on, checksums protect the descriptions of arrays.
  const file = guarded(
    library,
    { file: path, place: 'file', expected: 'a file that can be written', opens: partial },
    () => new library.File(partial, 'w', { libver: 'v108' }),
  );
  try {
    const itemValues = dataset.imageShape.reduce((product, length) => product * length, dataset.frames);
    const batchSize = Math.max(1, Math.floor(CHUNK_VALUES / itemValues));
    for (const [split, count] of splits) {
      guarded(library, { file: path, place: split, expected: 'room for a group' }, () => file.create_group(split));
      let done = 0;
      for (const batch of batches(dataset, split, { batchSize, limit: count })) {
        for (const [name, array] of Object.entries(arraysOf(batch))) {
          const place = `${split}/${name}`;
          guarded(library, { file: path, place, expected: 'room for its items' }, () =>
            appendItems(library, file, place, array, { done, count, compress }),
          );
        }
        done += batch.shape[1];
      }
    }
  } catch (error) {
    file.close();
    rmSync(partial, { force: true });
    throw error;
  }
  file.close();
  renameSync(partial, path);
}

/** Appends items to an array that holds `done` of `count`. The array grows batch by batch; each batch fills the chunks that it begins. */
function appendItems(
  library: Library,
  file: InstanceType<Library['File']>,
  place: string,
  { shape, values }: ExportedArray,
  { done, count, compress }: { readonly done: number; readonly count: number; readonly compress: boolean },
): void {
  const [frames = 1, items = 1, ...rest] = shape;
  if (done === 0) {
    const packing = compress ? { compression: 1 } : {};
    file.create_dataset({
      name: place,
      data: values,
      shape: [...shape],
      maxshape: [frames, count, ...rest],
      chunks: [...shape],
      ...packing,
    });
    return;
  }
  const array = file.get(place);
  if (!(array instanceof library.Dataset)) throw new Error('an array that was begun is missing');
  array.resize([frames, done + items, ...rest]);
  array.write_slice([[], [done, done + items]], values);
}

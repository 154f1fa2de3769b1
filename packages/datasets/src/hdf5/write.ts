import { batches } from '../batches.ts';
import { arraysOf, type ExportOptions, splitsToWrite } from '../exports.ts';
import type { Dataset } from '../types.ts';
import { guarded, loadLibrary } from './library.ts';

/** Options of `writeHdf5`. */
export interface WriteHdf5Options extends ExportOptions {
  /** Packs the arrays with deflate, which also guards them by a checksum. */
  readonly compress?: boolean;
}

/** Values in a chunk, about: large enough to pack well, small enough to read a few items. */
const CHUNK_VALUES = 2 ** 17;

/**
 * Writes a dataset to an HDF5 file in the layout that `readHdf5` reads and the authors' code too: `training`, `validation` and `test`, each
 * with `features` (T, N, H, W, C) as 32-bit floats, `groups` (T, N, H, W, 1) as bytes and the dataset's annotations. It is written batch by
 * batch, so that memory does not grow with the dataset. A file that is there already is replaced.
 * Throws a `DatasetFileError` when the file cannot be written and a `MissingPackageError` when `h5wasm` is not installed.
 */
export async function writeHdf5(dataset: Dataset, path: string, options: WriteHdf5Options = {}): Promise<void> {
  const { compress = true } = options;
  const splits = splitsToWrite(dataset, options);
  const library = await loadLibrary();
  // Since version 1.8 of the format a checksum guards what describes the arrays.
  const file = guarded(library, path, 'file', 'a file that can be written', () => new library.File(path, 'w', { libver: 'v108' }));
  try {
    const [height, width, channels] = dataset.imageShape;
    const batchSize = Math.max(1, Math.floor(CHUNK_VALUES / (dataset.frames * height * width * channels)));
    for (const [split, count] of splits) {
      guarded(library, path, split, 'room for a group', () => file.create_group(split));
      let written = 0;
      for (const batch of batches(dataset, split, { batchSize, limit: count })) {
        const last = written + batch.shape[1];
        for (const [name, { shape, values }] of Object.entries(arraysOf(batch))) {
          const [frames = 1, items = 1, ...rest] = shape;
          guarded(library, path, `${split}/${name}`, 'room for an array', () => {
            if (written === 0) {
              // The array grows with every batch; each batch fills the chunks that it begins.
              const chunks = [frames, items, ...rest];
              const maxshape = [frames, count, ...rest];
              file.create_dataset({
                name: `${split}/${name}`,
                data: values,
                shape: [...shape],
                maxshape,
                chunks,
                ...(compress && { compression: 1 }),
              });
            } else {
              const array = file.get(`${split}/${name}`);
              if (!(array instanceof library.Dataset)) throw new Error('the array that was begun is gone');
              array.resize([frames, last, ...rest]);
              array.write_slice([[], [written, last]], values);
            }
          });
        }
        written = last;
      }
    }
  } finally {
    file.close();
  }
}

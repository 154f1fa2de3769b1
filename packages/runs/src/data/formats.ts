import { existsSync, readdirSync, statSync } from 'node:fs';
import { type Dataset, DatasetFileError } from '@neural-em/datasets';
import { readHdf5, writeHdf5 } from '@neural-em/datasets/hdf5';
import { mediaIn, readMediaFolder } from '@neural-em/datasets/media';
import { readNpz, writeNpz } from '@neural-em/datasets/npz';
import { readPngFolder, writePngFolder } from '@neural-em/datasets/png';
import { RunError } from '../errors.ts';

/** A dataset that was read from files, and the files or arrays that were skipped, with reasons. */
export type FileDataset = Dataset & { readonly skipped: readonly string[] };

/** A format of files that hold a dataset. */
export interface DataFormat {
  readonly ending?: RegExp;
  readonly write: typeof writeNpz;
  readonly read: (path: string, options: { readonly unlabelled: boolean }) => Promise<FileDataset>;
}

/** The formats in which a dataset can be written and read, by name; `png` is a folder. */
export const formats: Readonly<Record<string, DataFormat>> = {
  hdf5: { ending: /\.(h5|hdf5)$/i, write: writeHdf5, read: readHdf5 },
  npz: { ending: /\.npz$/i, write: writeNpz, read: readNpz },
  png: { write: writePngFolder, read: readPngFolder },
};

/**
 * Reads the dataset in an HDF5 or npz file, in a folder of PNG images, or in a folder of pictures and videos of any kind. Pixels without labels
 * have group 0.
 *
 * @throws RunError if the file does not exist or has another ending; DatasetFileError if it is damaged.
 */
export async function readFiles(path: string): Promise<FileDataset> {
  if (!existsSync(path)) throw new RunError(`there is no file or folder ${path}`);
  const isFolder = statSync(path).isDirectory();
  if (isFolder && holdsMedia(path)) return readMediaFolder(path);
  const format = isFolder ? formats.png : Object.values(formats).find(({ ending }) => ending?.test(path));
  if (!format)
    throw new RunError(`${path} is not a dataset: give a file that ends in .h5, .hdf5 or .npz, or a folder of pictures or videos`);
  try {
    return await format.read(path, { unlabelled: false });
  } catch (error) {
    if (!(error instanceof DatasetFileError && error.fault.expected.includes('unlabelled'))) throw error;
    return format.read(path, { unlabelled: true });
  }
}

/** Tells whether a folder has pictures or videos other than PNG files; only a folder of PNG files may have splits and masks. */
function holdsMedia(folder: string): boolean {
  const hasOthers = (names: readonly string[]) => names.some((name) => !/\.png$/i.test(name));
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return hasOthers(mediaIn(folder)) || folders.some(({ name }) => hasOthers(mediaIn(`${folder}/${name}`)));
}

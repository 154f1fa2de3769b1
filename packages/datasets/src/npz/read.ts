import { basename } from 'node:path';
import { DatasetFileError } from '../errors.ts';
import { openFile } from '../files.ts';
import { npyByteLength, parseNpy, parseNpyHeader } from '../npy.ts';
import { checkMemory, MEMORY, type ReadDataset, type ReadOptions, storedDataset } from '../stored.ts';
import type { Numbers, StoredArray } from '../stored-array.ts';
import type { Split } from '../types.ts';
import { readDirectory, type ZipEntry } from './directory.ts';
import { unpack, unpackStart } from './unpack.ts';

/** Options of `readNpz`. */
export interface ReadNpzOptions extends ReadOptions {
  /** The number of bytes that the arrays may take in memory. Default: 1 GiB. */
  readonly memory?: number;
}

/**
 * Reads a NumPy archive whose arrays have the names of the authors' HDF5 files: `training/features` (T, N, H, W, C), `training/groups`
 * (T, N, H, W) or (T, N, H, W, 1), and so on for `validation` and `test`; one split is enough. Other arrays of a split whose first
 * axes are T and N become annotations; `skipped` lists everything else in the archive.
 * Memory holds all arrays. Their sizes are known before anything is unpacked, and an archive with more than `memory` bytes is refused.
 * Throws a `DatasetFileError` for a file that is missing, damaged or laid out in another way.
 */
export async function readNpz(path: string, options: ReadNpzOptions = {}): Promise<ReadDataset> {
  const { splits = ['training', 'validation', 'test'], unlabelled = false, memory = MEMORY, largest } = options;
  checkMemory(memory);
  const archive = openFile(path, 'a .npz file');
  try {
    const skipped: string[] = [];
    const wanted: { readonly entry: ZipEntry; readonly split: Split; readonly name: string }[] = [];
    for (const entry of readDirectory(archive, path)) {
      const [prefix, name, ...rest] = entry.name.replace(/^\.\//, '').split('/');
      const split = splits.find((candidate) => candidate === prefix);
      const array = /^([^.].*)\.npy$/.exec(name ?? '')?.[1];
      if (split === undefined || array === undefined || rest.length > 0)
        skipped.push(`${entry.name}: not an array of a split that is read`);
      else wanted.push({ entry, split, name: array });
    }
    let total = 0;
    const held = wanted.filter(({ entry, split, name }) => {
      const place = `${split}/${name}`;
      const header = parseNpyHeader(unpackStart(archive, entry, path), path, place);
      if (header.problem !== undefined) {
        if (name === 'features' || name === 'groups') throw header.problem;
        skipped.push(header.problem.message.replace(`${path}, `, ''));
        return false;
      }
      const bytes = npyByteLength(header);
      const inFile = header.start + header.count * header.itemBytes;
      if (entry.size !== inFile) throw fault(path, `${place}, values`, `an entry of ${inFile} bytes`, `${entry.size} bytes`);
      total += bytes;
      if (total > memory)
        throw fault(path, place, `arrays of at most ${memory} bytes (the option memory; HDF5 is read piece by piece)`, `${total} bytes`);
      return true;
    });
    const arrays: Partial<Record<Split, Record<string, StoredArray>>> = {};
    for (const { entry, split, name } of held) {
      const place = `${split}/${name}`;
      arrays[split] = { ...arrays[split], [name]: arrayInMemory(place, parseNpy(unpack(archive, entry, path), path, place)) };
    }
    return storedDataset(basename(path), { file: path, bytes: archive.size, memory, unlabelled, largest, splits: arrays, skipped });
  } finally {
    archive.close();
  }
}

function fault(file: string, place: string, expected: string, found: string): DatasetFileError {
  return new DatasetFileError({ file, place, expected, found });
}

function arrayInMemory(place: string, { shape, values, integers }: ReturnType<typeof parseNpy>): StoredArray {
  const [frames = 1, items = 1, ...rest] = shape;
  const block = rest.reduce((product, length) => product * length, 1);
  const read = (first: number, last: number): Numbers => {
    if (frames === 1) return values.subarray(first * block, last * block);
    const count = (last - first) * block;
    const out = values.slice(0, frames * count);
    for (let t = 0; t < frames; t++) out.set(values.subarray((t * items + first) * block, (t * items + last) * block), t * count);
    return out;
  };
  return { place, shape, integers, values, read };
}

import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { AnnotatedDataset } from '../annotations.ts';
import { DatasetFileError } from '../errors.ts';
import { parseNpy } from '../npy.ts';
import { type Numbers, type StoredArray, storedDataset } from '../stored.ts';
import type { Split } from '../types.ts';
import { unzip } from './unzip.ts';

/** Options of `readNpz`. */
export interface ReadNpzOptions {
  /** Only these splits, for a file whose splits differ in frames. */
  readonly splits?: readonly Split[];
  /** Accepts a split without `groups`: all of its pixels are then 0, not scored. */
  readonly unlabelled?: boolean;
}

/**
 * Reads a NumPy archive whose arrays are named as in the authors' HDF5 files: `training/features` (T, N, H, W, C), `training/groups`
 * (T, N, H, W) or (T, N, H, W, 1), and so on for `validation` and `test`, of which one may be enough. Other arrays of a split become
 * annotations. The arrays are held in memory: at most 128 MB and twice the size of the file.
 * Throws a `DatasetFileError` for a file that is missing, damaged or laid out in another way, and a `MissingPackageError` when `fflate` is
 * not installed.
 */
export async function readNpz(path: string, options: ReadNpzOptions = {}): Promise<AnnotatedDataset> {
  const { splits = ['training', 'validation', 'test'], unlabelled = false } = options;
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new DatasetFileError({ file: path, place: 'file', expected: 'a .npz file', found: 'none' });
  }
  const archive = readFileSync(path);
  const arrays: Partial<Record<Split, Record<string, StoredArray>>> = {};
  for (const [entry, bytes] of Object.entries(await unzip(archive, path))) {
    const place = entry.replace(/\.npy$/, '');
    const [prefix, name, ...rest] = place.split('/');
    const split = splits.find((candidate) => candidate === prefix);
    if (split === undefined || name === undefined || rest.length > 0) continue;
    arrays[split] = { ...arrays[split], [name]: arrayInMemory(place, parseNpy(bytes, path, place)) };
  }
  return storedDataset(basename(path), { file: path, bytes: archive.length, unlabelled, splits: arrays });
}

function arrayInMemory(place: string, { shape, values }: { readonly shape: readonly number[]; readonly values: Numbers }): StoredArray {
  const [frames = 1, items = 1, ...rest] = shape;
  const block = rest.reduce((product, length) => product * length, 1);
  const read = (first: number, last: number): Numbers => {
    if (frames === 1) return values.subarray(first * block, last * block);
    const count = (last - first) * block;
    const out = values.slice(0, frames * count);
    for (let t = 0; t < frames; t++) out.set(values.subarray((t * items + first) * block, (t * items + last) * block), t * count);
    return out;
  };
  return { place, shape, read };
}

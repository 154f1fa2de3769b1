import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { AnnotatedDataset } from '../annotations.ts';
import { DatasetFileError } from '../errors.ts';
import { type Numbers, type StoredArray, type StoredSplit, storedDataset, toNumbers } from '../stored.ts';
import type { Split } from '../types.ts';
import { guarded, type Library, loadLibrary } from './library.ts';

/** Options of `readHdf5`. */
export interface ReadHdf5Options {
  /** Only these splits, for a file whose splits differ in frames. */
  readonly splits?: readonly Split[];
  /** Accepts a split without `groups`: all of its pixels are then 0, not scored. */
  readonly unlabelled?: boolean;
}

/** A dataset in an open file. */
export interface Hdf5Dataset extends AnnotatedDataset {
  /** Closes the file; the dataset cannot be read any more. */
  close(): void;
}

/** Types of numbers that are read: HDF5's class and size in bytes. Enumerations are how h5py stores truth values. */
const readable: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8], 1: [4, 8], 8: [1] };
/** A chunk is unpacked as a whole. */
const CHUNK_BYTES = 2 ** 26;

/**
 * Files that a failed read left open inside the library, by device and inode: the library would serve their old content again, whatever
 * they hold by then, so that a copy is opened instead.
 */
const leftOpen = new Set<string>();

/**
 * Opens an HDF5 file in the layout of the N-EM authors: groups `training`, `validation` and `test`, of which one may be enough, with the
 * arrays `features` (T, N, H, W, C) and `groups` (T, N, H, W, 1) each. The authors name the third and fourth axis W and H, but show the
 * third from top to bottom, as is done here. Other arrays whose first axes are T and N (`overlaps`, `masks`, `positions`, …) become
 * annotations. Items are read from the file when they are asked for.
 * Throws a `DatasetFileError` for a file that is missing, damaged or laid out in another way, here or when an item is read, and a
 * `MissingPackageError` when `h5wasm` is not installed.
 */
export async function readHdf5(path: string, options: ReadHdf5Options = {}): Promise<Hdf5Dataset> {
  const { splits = ['training', 'validation', 'test'], unlabelled = false } = options;
  const library = await loadLibrary();
  const file = openFile(library, path);
  try {
    const found = splits.flatMap((split) => {
      const arrays = findArrays(file, split);
      return arrays ? [[split, arrays] as const] : [];
    });
    const dataset = storedDataset(basename(path), { file: path, bytes: file.bytes, unlabelled, splits: Object.fromEntries(found) });
    return { ...dataset, close: file.close };
  } catch (error) {
    file.close();
    throw error;
  }
}

interface OpenFile {
  readonly path: string;
  readonly bytes: number;
  readonly root: InstanceType<Library['File']>;
  /** Runs an action of the library on this file. */
  attempt<T>(place: string, expected: string, action: () => T): T;
  close(): void;
}

function openFile(library: Library, path: string): OpenFile {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stat?.isFile())
    throw new DatasetFileError({ file: path, place: 'file', expected: 'an HDF5 file', found: stat ? 'no file' : 'nothing' });
  const identity = `${stat.dev}:${stat.ino}`;
  const folder = leftOpen.has(identity) ? mkdtempSync(join(tmpdir(), 'neural-em-')) : undefined;
  const source = folder ? join(folder, 'copy.h5') : path;
  const removeCopy = () => folder && rmSync(folder, { recursive: true, force: true });
  try {
    if (folder) copyFileSync(path, source);
    const root = guarded(library, path, 'file', 'an HDF5 file', () => new library.File(source, 'r'));
    let open = true;
    return {
      path,
      bytes: Number(stat.size),
      root,
      attempt: (place, expected, action) => {
        if (!open) throw new DatasetFileError({ file: path, place, expected: 'an open file', found: 'one that was closed' });
        try {
          return guarded(library, path, place, expected, action);
        } catch (error) {
          if (!folder) leftOpen.add(identity);
          throw error;
        }
      },
      close: () => {
        if (open) guarded(library, path, 'file', 'a file that can be closed', () => root.close());
        open = false;
        removeCopy();
      },
    };
  } catch (error) {
    removeCopy();
    throw error;
  }
}

/** The arrays of a split by name, nothing when the file has no such group. */
function findArrays(file: OpenFile, split: Split): StoredSplit | undefined {
  const group = file.attempt(split, 'a group or nothing', () => file.root.get(split));
  if (group === null) return undefined;
  if (!isGroup(group)) throw new DatasetFileError({ file: file.path, place: split, expected: 'a group', found: `a ${kindOf(group)}` });
  const names = file.attempt(split, 'a list of names', () => group.keys());
  const arrays: Record<string, StoredArray> = {};
  for (const name of ['features', 'groups', ...names.filter((other) => other !== 'features' && other !== 'groups')]) {
    const entry = names.includes(name) ? file.attempt(`${split}/${name}`, 'an array', () => group.get(name)) : null;
    if (!isArray(entry)) continue;
    const needed = name === 'features' || name === 'groups';
    const array = openArray(file, entry, `${split}/${name}`, needed);
    // Anything else belongs to the dataset if it runs over the same frames and items.
    const alike = array?.shape.slice(0, 2).join() === arrays.features?.shape.slice(0, 2).join();
    if (array && (needed || alike)) arrays[name] = array;
  }
  return arrays;
}

type Entry = ReturnType<InstanceType<Library['Group']>['get']>;
type Group = InstanceType<Library['Group']>;
type Dataset = InstanceType<Library['Dataset']>;

const isGroup = (entry: Entry): entry is Group => entry !== null && 'keys' in entry;
const isArray = (entry: Entry): entry is Dataset => entry !== null && 'slice' in entry;
const kindOf = (entry: Entry) => (isArray(entry) ? 'dataset' : 'link or type');

/** An array of numbers; nothing for another kind of array, unless it is needed. */
function openArray(file: OpenFile, dataset: Dataset, place: string, needed: boolean): StoredArray | undefined {
  const { shape, type, size, chunks, vlen } = file.attempt(place, 'the description of an array', () => dataset.metadata);
  const fail = (expected: string, found: string) => new DatasetFileError({ file: file.path, place, expected, found });
  const numbers = !vlen && readable[type]?.includes(size);
  if (!needed && (!numbers || !shape)) return undefined;
  if (!numbers) throw fail('integers of 1 to 8 bytes or floats of 4 or 8', `type class ${type} of ${size} bytes`);
  if (!shape || shape.length < 2) throw fail('at least 2 axes', shape ? `${shape.length} axes` : 'no shape');
  const chunkBytes = (chunks ?? []).reduce((product, length) => product * length, size);
  if (chunkBytes > CHUNK_BYTES) throw fail(`chunks of at most ${CHUNK_BYTES} bytes (h5repack changes them)`, `${chunkBytes} bytes`);
  const read = (first: number, last: number): Numbers =>
    file.attempt(place, `items ${first} to ${last - 1}`, () => {
      const values = dataset.slice([[], [first, last]]);
      const count = (last - first) * shape.reduce((product, length, axis) => (axis === 1 ? product : product * length), 1);
      if (!ArrayBuffer.isView(values) || values.length !== count) throw fail(`${count} numbers`, 'other data');
      return toNumbers(values);
    });
  return { place, shape, read };
}

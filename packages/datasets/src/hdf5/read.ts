import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatasetFileError } from '../errors.ts';
import { checkFile } from '../files.ts';
import { readHalf } from '../half.ts';
import { checkMemory, MEMORY, type ReadDataset, type ReadOptions, storedDataset, toNumbers } from '../stored.ts';
import type { Numbers, StoredArray, StoredSplit } from '../stored-array.ts';
import type { Split } from '../types.ts';
import { guarded, type Library, loadLibrary, OutsideError } from './library.ts';

/** Options of `readHdf5`. */
export interface ReadHdf5Options extends ReadOptions {
  /** Bytes that reading may take. An item may take an eighth of them; a chunk, which is unpacked as a whole, a sixteenth. Default: 1 GiB. */
  readonly memory?: number;
}

/** A dataset that is read from an open file. */
export interface Hdf5Dataset extends ReadDataset {
  /** Closes the file; the dataset cannot be read afterwards. */
  close(): void;
}

/** The types of numbers that can be read: HDF5's class, and sizes in bytes. h5py stores truth values as enumerations (class 8). */
const readable: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8], 1: [2, 4, 8], 8: [1] };
const FLOAT = 1;
const CHUNK_SHARE = 16;
/** Filters that are part of HDF5: deflate, shuffle, Fletcher's checksum, szip, n-bit, scale and offset. */
const OWN_FILTERS = 6;

/**
 * Files that a failed read left open inside the library, by device and inode. The library would return their old content again even if
 * they have changed, so a copy of such a file is opened instead.
 */
const leftOpen = new Set<string>();

/**
 * Opens an HDF5 file in the layout of the N-EM authors: one or more of the groups `training`, `validation` and `test`, each with the
 * arrays `features` (T, N, H, W, C) and `groups` (T, N, H, W, 1). The authors call the third and fourth axis W and H, but show the
 * third from top to bottom, as this reader does. Other arrays whose first axes are T and N (`overlaps`, `masks`, `positions`, …) become
 * annotations; `skipped` lists everything else in a split. Items are read from the file only when a batch needs them. The reader never opens
 * another file that this one links to.
 * Throws a `DatasetFileError` for a file that is missing, damaged or laid out in another way, at once or when an item is read, and a
 * `MissingPackageError` if `h5wasm` is not installed.
 */
export async function readHdf5(path: string, options: ReadHdf5Options = {}): Promise<Hdf5Dataset> {
  const { splits = ['training', 'validation', 'test'], unlabelled = false, memory = MEMORY, largest } = options;
  checkMemory(memory);
  const library = await loadLibrary();
  const file = openFile(library, path);
  try {
    const skipped: string[] = [];
    const found = splits.flatMap((split) => {
      const arrays = findArrays(file, split, { memory, skipped });
      return arrays ? [[split, arrays] as const] : [];
    });
    const arrays = Object.fromEntries(found);
    const dataset = storedDataset(basename(path), { file: path, bytes: file.bytes, memory, unlabelled, largest, splits: arrays, skipped });
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
  checkFile(path, 'an HDF5 file');
  const stat = statSync(path, { bigint: true });
  const identity = `${stat.dev}:${stat.ino}`;
  const folder = leftOpen.has(identity) ? mkdtempSync(join(tmpdir(), 'neural-em-')) : undefined;
  const source = folder ? join(folder, 'copy.h5') : path;
  const removeCopy = () => folder && rmSync(folder, { recursive: true, force: true });
  try {
    if (folder) copyFileSync(path, source);
    const root = guarded(
      library,
      { file: path, place: 'file', expected: 'an HDF5 file', opens: source },
      () => new library.File(source, 'r'),
    );
    let open = true;
    return {
      path,
      bytes: Number(stat.size),
      root,
      attempt: (place, expected, action) => {
        if (!open) throw new DatasetFileError({ file: path, place, expected: 'an open file', found: 'one that was closed' });
        try {
          return guarded(library, { file: path, place, expected }, action);
        } catch (error) {
          if (!folder) leftOpen.add(identity);
          throw error;
        }
      },
      close: () => {
        if (open) guarded(library, { file: path, place: 'file', expected: 'a file that can be closed' }, () => root.close());
        open = false;
        removeCopy();
      },
    };
  } catch (error) {
    removeCopy();
    throw error;
  }
}

/** Returns the arrays of a split by name; undefined if the file has no such group. */
function findArrays(file: OpenFile, split: Split, { memory, skipped }: { memory: number; skipped: string[] }): StoredSplit | undefined {
  const group = file.attempt(split, 'a group or nothing', () => file.root.get(split));
  if (group === null) return undefined;
  if (!isGroup(group)) throw new DatasetFileError({ file: file.path, place: split, expected: 'a group', found: `a ${kindOf(group)}` });
  const names = file.attempt(split, 'a list of names', () => group.keys());
  const arrays: Record<string, StoredArray> = {};
  for (const name of [...names].sort((a, b) => Number(isNeeded(b)) - Number(isNeeded(a)))) {
    try {
      const entry = file.attempt(`${split}/${name}`, 'an array', () => group.get(name));
      if (isArray(entry)) arrays[name] = openArray(file, entry, `${split}/${name}`, memory);
      else skipped.push(`${split}/${name}: a ${kindOf(entry)}`);
    } catch (error) {
      // A file that names other files of the machine is always refused.
      if (isNeeded(name) || !(error instanceof DatasetFileError) || error instanceof OutsideError) throw error;
      skipped.push(error.message.replace(`${file.path}, `, ''));
    }
  }
  return arrays;
}

const isNeeded = (name: string) => name === 'features' || name === 'groups';

type Entry = ReturnType<InstanceType<Library['Group']>['get']>;
type Group = InstanceType<Library['Group']>;
type Dataset = InstanceType<Library['Dataset']>;

const isGroup = (entry: Entry): entry is Group => entry !== null && 'keys' in entry;
const isArray = (entry: Entry): entry is Dataset => entry !== null && 'slice' in entry;
const kindOf = (entry: Entry) => (isArray(entry) ? 'dataset' : isGroup(entry) ? 'group' : 'link or type');

/** Opens an array of numbers. Throws a `DatasetFileError` for another kind of array. */
function openArray(file: OpenFile, dataset: Dataset, place: string, memory: number): StoredArray {
  const metadata = file.attempt(place, 'the description of an array', () => dataset.metadata);
  const { shape, type, size, chunks, vlen, virtual_sources: sources = [] } = metadata;
  const fail = (expected: string, found: string) => new DatasetFileError({ file: file.path, place, expected, found });
  if (vlen || !readable[type]?.includes(size))
    throw fail('integers of 1 to 8 bytes or floats of 2, 4 or 8', `type class ${type} of ${size} bytes`);
  if (!shape || shape.length < 2) throw fail('at least 2 axes', shape ? `${shape.length} axes` : 'no shape');
  if (sources.length > 0) throw fail('an array that the file itself holds', `a virtual one, of ${sources[0]!.file_name}`);
  const foreign = file.attempt(place, 'a list of filters', () => dataset.filters).find(({ id }) => id > OWN_FILTERS);
  if (foreign) throw fail('filters of HDF5 itself (h5repack -f GZIP=1 changes them)', `${foreign.name || 'a filter'} (${foreign.id})`);
  const chunkBytes = (chunks ?? []).reduce((product, length) => product * length, size);
  const most = Math.floor(memory / CHUNK_SHARE);
  if (chunkBytes > most) throw fail(`chunks of at most ${most} bytes (the option memory; h5repack changes chunks)`, `${chunkBytes} bytes`);
  const half = type === FLOAT && size === 2;
  // The library does not know 16-bit floats, so they are read as integers and converted.
  if (half) Reflect.set(dataset, '_metadata', { ...metadata, type: 0, signed: false });
  const read = (first: number, last: number): Numbers =>
    file.attempt(place, `items ${first} to ${last - 1}`, () => {
      const values = dataset.slice([[], [first, last]]);
      const count = (last - first) * shape.reduce((product, length, axis) => (axis === 1 ? product : product * length), 1);
      if (!ArrayBuffer.isView(values) || values.length !== count) throw fail(`${count} numbers`, 'other data');
      return half ? readHalf(values as Uint16Array) : toNumbers(values);
    });
  return { place, shape, integers: type !== FLOAT, read };
}

import { closeSync, fstatSync, lstatSync, openSync, readFileSync, readSync, type Stats, statSync } from 'node:fs';
import { DatasetFileError } from './errors.ts';

/** Describes what is at a path; `undefined` for a regular file. */
export function whatIsAt(path: string): string | undefined {
  const stat = statOf(path);
  if (stat === undefined) return lstatSync(path, { throwIfNoEntry: false }) ? 'a link to a file that does not exist' : 'none';
  if (stat.isFile()) return undefined;
  return stat.isDirectory() ? 'a folder' : stat.isFIFO() ? 'a pipe' : stat.isSocket() ? 'a socket' : 'a device';
}

/** Tells whether a path is a folder or a link to one. */
export function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() ?? false;
}

/**
 * Like `statSync`, but returns undefined if nothing can be reached at the path: it does not exist, lies behind a file or in a circle of
 * links, or may not be read.
 */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Throws a `DatasetFileError` unless the path is a regular file; reading a pipe or an endless device would never end. */
export function checkFile(path: string, expected: string): void {
  const found = whatIsAt(path);
  if (found !== undefined) throw new DatasetFileError({ file: path, place: 'file', expected, found });
}

/** Reads a whole regular file. Throws a `DatasetFileError` for anything else and for a file that cannot be read. */
export function readWhole(path: string, expected: string): Buffer {
  checkFile(path, expected);
  return attempt(path, expected, () => readFileSync(path));
}

/** An open regular file that is read piece by piece. */
export interface OpenFile {
  readonly size: number;
  /** Reads `length` bytes at a position. Throws a `DatasetFileError` if the file ends before. */
  read(at: number, length: number): Buffer;
  close(): void;
}

/** Opens a regular file. Throws a `DatasetFileError` for anything else and for a file that cannot be read. */
export function openFile(path: string, expected: string): OpenFile {
  checkFile(path, expected);
  const file = attempt(path, expected, () => openSync(path, 'r'));
  const { size } = fstatSync(file);
  return {
    size,
    read: (at, length) => {
      const place = `byte ${at}`;
      const wanted = `${length} bytes`;
      if (!(at >= 0 && length >= 0 && at + length <= size))
        throw new DatasetFileError({ file: path, place, expected: wanted, found: 'the end' });
      const bytes = Buffer.allocUnsafeSlow(length);
      for (let done = 0; done < length; ) {
        const count = attempt(path, expected, () => readSync(file, bytes, done, length - done, at + done));
        if (count === 0) throw new DatasetFileError({ file: path, place, expected: wanted, found: `${done} bytes` });
        done += count;
      }
      return bytes;
    },
    close: () => closeSync(file),
  };
}

function attempt<T>(path: string, expected: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : 'an error';
    throw new DatasetFileError({ file: path, place: 'file', expected, found }, { cause });
  }
}

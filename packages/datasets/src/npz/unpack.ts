import { constants, crc32, inflateRawSync } from 'node:zlib';
import { DatasetFileError } from '../errors.ts';
import type { OpenFile } from '../files.ts';
import { startOfData, type ZipEntry } from './directory.ts';

/** The number of packed bytes that are unpacked to read a header; they unpack to at most a megabyte. */
const FIRST_LOOK = 1024;

/** Returns the first bytes of an entry, enough for the header of an array. Throws a `DatasetFileError`. */
export function unpackStart(archive: OpenFile, entry: ZipEntry, file: string): Buffer {
  const packed = archive.read(startOfData(archive, entry, file), Math.min(entry.packedSize, FIRST_LOOK));
  return unpackBytes(entry, packed, file, FIRST_LOOK * 1100).subarray(0, entry.size);
}

/** Returns all bytes of an entry. Throws a `DatasetFileError` if their number or checksum is wrong. */
export function unpack(archive: OpenFile, entry: ZipEntry, file: string): Buffer {
  const fail = (expected: string, found: string) => new DatasetFileError({ file, place: `entry ${entry.name}`, expected, found });
  const bytes = unpackBytes(entry, archive.read(startOfData(archive, entry, file), entry.packedSize), file, entry.size);
  if (bytes.length !== entry.size) throw fail(`${entry.size} bytes`, `${bytes.length} bytes`);
  const sum = crc32(bytes);
  if (sum !== entry.checksum) throw fail(`the checksum ${entry.checksum}`, `${sum}`);
  return bytes;
}

function unpackBytes(entry: ZipEntry, packed: Buffer, file: string, most: number): Buffer {
  const fail = (expected: string, found: string, cause?: unknown) =>
    new DatasetFileError({ file, place: `entry ${entry.name}`, expected, found }, { cause });
  if (entry.encrypted) throw fail('an entry without a password', 'an encrypted one');
  if (entry.method === 0) return packed;
  if (entry.method !== 8) throw fail('compression 0 or 8 (deflate)', `${entry.method}`);
  try {
    // One piece of the right size plus a byte, which shows whether there is more. Joining several pieces would take twice the memory.
    return inflateRawSync(packed, {
      finishFlush: constants.Z_SYNC_FLUSH,
      chunkSize: Math.max(64, most + 1),
      maxOutputLength: Math.max(1, most),
    });
  } catch (cause) {
    throw fail(`deflated data of ${most} bytes`, cause instanceof Error ? cause.message : 'other data', cause);
  }
}

import { DatasetFileError } from '../errors.ts';
import type { OpenFile } from '../files.ts';

// The format is described in PKWARE's APPNOTE.TXT; the numbers in comments are its sections.

/** An entry of a zip archive, as the directory at its end describes it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 = stored, 8 = deflate. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  /** The position of the entry's own header. */
  readonly start: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The length of the end record and of the longest comment after it. */
const TAIL = 22 + 0xffff;
/** A field with this value stands in the entry's 64-bit field instead. */
const IN_64 = 0xffffffff;
const MOST_ENTRIES = 2 ** 16;
const DIRECTORY_BYTES = 2 ** 25;

/** Reads the directory of a zip archive. Throws a `DatasetFileError` for other content, and for entries with equal names or that overlap. */
export function readDirectory(archive: OpenFile, file: string): ZipEntry[] {
  const fail = (place: string, expected: string, found: string) => new DatasetFileError({ file, place, expected, found });
  const { count, size, start } = findDirectory(archive, fail);
  if (count > MOST_ENTRIES || size > DIRECTORY_BYTES)
    throw fail('directory', `at most ${MOST_ENTRIES} entries`, `${count} in ${size} bytes`);
  const bytes = archive.read(start, size);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + 46 > size || bytes.readUInt32LE(at) !== ENTRY) throw fail('directory', `${count} entries`, `${entries.length}`);
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [number, number, number];
    const end = at + 46 + name + extra + comment;
    if (end > size) throw fail('directory', `${end} bytes`, `${size}`);
    entries.push(readEntry(bytes.subarray(at, end), name, extra));
    at = end;
  }
  if (new Set(entries.map((entry) => entry.name)).size < count) throw fail('directory', 'entries of different names', 'one name twice');
  // If entries could share bytes, a small archive could unpack to any size.
  const inOrder = [...entries].sort((a, b) => a.start - b.start);
  inOrder.forEach((entry, i) => {
    const next = inOrder[i + 1];
    const most = next === undefined ? start : next.start;
    if (entry.start + 30 + Buffer.byteLength(entry.name) + entry.packedSize > most)
      throw fail(`entry ${entry.name}`, `bytes up to ${most}`, 'an entry that overlaps the next one');
  });
  return entries;
}

/** Returns the position of the packed bytes of an entry: after its own header, whose fields may be longer than in the directory. */
export function startOfData(archive: OpenFile, entry: ZipEntry, file: string): number {
  const header = archive.read(entry.start, 30);
  if (header.readUInt32LE(0) !== LOCAL)
    throw new DatasetFileError({ file, place: `entry ${entry.name}`, expected: 'the header of an entry', found: 'other bytes' });
  return entry.start + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

type Fail = (place: string, expected: string, found: string) => DatasetFileError;

/** Finds the directory (sections 4.3.14 to 4.3.16). */
function findDirectory(archive: OpenFile, fail: Fail): { count: number; size: number; start: number } {
  const tailStart = Math.max(0, archive.size - TAIL);
  const tail = archive.read(tailStart, archive.size - tailStart);
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
  if (at < 0) throw fail('archive', 'a zip archive', 'no directory at its end');
  const found = { count: tail.readUInt16LE(at + 10), size: tail.readUInt32LE(at + 12), start: tail.readUInt32LE(at + 16) };
  if (at >= 20 && tail.readUInt32LE(at - 20) === LOCATOR_64) {
    const record = archive.read(toNumber(tail.readBigUInt64LE(at - 12)), 56);
    if (record.readUInt32LE(0) !== END_64) throw fail('archive', 'a 64-bit directory', 'other bytes');
    const [count, size, start] = [32, 40, 48].map((offset) => toNumber(record.readBigUInt64LE(offset))) as [number, number, number];
    return { count, size, start };
  }
  return found;
}

/** Reads an entry (sections 4.3.12 and 4.5.3). */
function readEntry(bytes: Buffer, nameLength: number, extraLength: number): ZipEntry {
  const fields = [24, 20, 42].map((offset) => bytes.readUInt32LE(offset));
  const extra = bytes.subarray(46 + nameLength, 46 + nameLength + extraLength);
  for (let at = 0; at + 4 <= extra.length; ) {
    const [id, length] = [extra.readUInt16LE(at), extra.readUInt16LE(at + 2)];
    let next = at + 4;
    at = next + length;
    if (id !== 1) continue;
    fields.forEach((value, i) => {
      if (value !== IN_64 || next + 8 > Math.min(at, extra.length)) return;
      fields[i] = toNumber(extra.readBigUInt64LE(next));
      next += 8;
    });
  }
  const [size, packedSize, start] = fields as [number, number, number];
  return {
    // Some archivers write the separators of Windows.
    name: bytes.toString('utf8', 46, 46 + nameLength).replaceAll('\\', '/'),
    method: bytes.readUInt16LE(10),
    encrypted: (bytes.readUInt16LE(8) & 1) === 1,
    checksum: bytes.readUInt32LE(16),
    packedSize,
    size,
    start,
  };
}

/** Turns a number that is too large for JavaScript into one beyond the end of every file. */
function toNumber(value: bigint): number {
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value);
}

import { crc32 } from 'node:zlib';
import { DatasetFileError } from '../errors.ts';
import { loadPeer } from '../peer.ts';

/** Bytes that an archive may unpack to: a fixed part and a multiple of its own size. */
const FIXED = 2 ** 27;
const TIMES = 2;
const MOST_ENTRIES = 1024;

/** Unpacks a zip archive, checking the size and the checksum of each entry. Throws a `DatasetFileError`. */
export async function unzip(archive: Uint8Array, file: string): Promise<Readonly<Record<string, Uint8Array>>> {
  const { unzipSync } = await loadPeer('fflate', () => import('fflate'));
  const fail = (place: string, expected: string, found: string, cause?: unknown) =>
    new DatasetFileError({ file, place, expected, found }, { cause });
  const most = FIXED + TIMES * archive.length;
  const sizes = new Map<string, number>();
  let total = 0;
  const entries = (() => {
    try {
      return unzipSync(archive, {
        filter: ({ name, originalSize, compression }) => {
          const place = `entry ${name}`;
          total += originalSize;
          if (sizes.has(name) || sizes.size >= MOST_ENTRIES)
            throw fail('directory', `at most ${MOST_ENTRIES} entries, each once`, `another ${name}`);
          if (!(total <= most))
            throw fail(place, `an archive that unpacks to at most ${most} bytes (HDF5 is read piece by piece)`, `${total} bytes`);
          if (compression !== 0 && compression !== 8) throw fail(place, 'compression 0 or 8 (deflate)', `${compression}`);
          sizes.set(name, originalSize);
          return true;
        },
      });
    } catch (cause) {
      if (cause instanceof DatasetFileError) throw cause;
      throw fail('archive', 'a zip archive', cause instanceof Error ? cause.message : 'other data', cause);
    }
  })();
  const checksums = readChecksums(archive);
  for (const [name, bytes] of Object.entries(entries)) {
    if (bytes.length !== sizes.get(name)) throw fail(`entry ${name}`, `${sizes.get(name)} bytes`, `${bytes.length} bytes`);
    const sum = crc32(bytes);
    if (sum !== checksums.get(name)) throw fail(`entry ${name}`, `the checksum ${checksums.get(name) ?? 'in the directory'}`, `${sum}`);
  }
  return entries;
}

/** The CRC-32 of each entry, from the directory at the end of the archive: fflate does not check them. */
function readChecksums(archive: Uint8Array): Map<string, number> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const checksums = new Map<string, number>();
  let end = archive.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  for (let at = end < 0 ? archive.length : view.getUint32(end + 16, true); at + 46 <= archive.length; ) {
    if (view.getUint32(at, true) !== 0x02014b50) break;
    const lengths = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    checksums.set(new TextDecoder().decode(archive.subarray(at + 46, at + 46 + lengths[0]!)), view.getUint32(at + 16, true));
    at += lengths.reduce((sum, length) => sum + length, 46);
  }
  return checksums;
}

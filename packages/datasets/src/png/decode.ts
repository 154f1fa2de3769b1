import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type * as FastPng from 'fast-png';
import { DatasetFileError } from '../errors.ts';

/** An image as a PNG file holds it: grey, colour or indices into a palette, opacity left in. */
export interface PngImage {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** The largest value that a channel can have. */
  readonly most: number;
  /** [height, width, channels]. */
  readonly values: FastPng.PngDataArray;
  readonly palette?: readonly (readonly number[])[];
}

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
/** Channels by colour type. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const IMAGE_BYTES = 2 ** 26;

type Fail = (place: string, expected: string, found: string, cause?: unknown) => DatasetFileError;

/** Reads a PNG file. Throws a `DatasetFileError` for one that is damaged, interlaced or unpacks to more than 64 MB. */
export function decodePng(library: typeof FastPng, file: string): PngImage {
  const fail: Fail = (place, expected, found, cause) => new DatasetFileError({ file, place, expected, found }, { cause });
  const chunks = readChunks(readFileSync(file), fail);
  const { width, height, channels, depth, indexed, size } = parseHeader(chunks, fail);
  try {
    // fast-png would unpack without a bound and would not miss rows at the end.
    const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
    const unpacked = inflateSync(packed, { maxOutputLength: size }).length;
    if (unpacked !== size) throw fail('IDAT', `${size} bytes`, `${unpacked} bytes`);
    const { data, palette = [] } = library.decode(criticalChunks(chunks), { checkCrc: true });
    const values = depth < 8 ? unpackBits(data, width, height, depth) : data;
    return { width, height, channels, most: 2 ** depth - 1, values, ...(indexed && { palette }) };
  } catch (cause) {
    if (cause instanceof DatasetFileError) throw cause;
    throw fail('image data', 'a valid PNG image', cause instanceof Error ? cause.message : 'other data', cause);
  }
}

function parseHeader(chunks: readonly Chunk[], fail: Fail) {
  const header = chunks[0]?.data;
  if (chunks[0]?.type !== 'IHDR' || header?.length !== 13) throw fail('first chunk', 'IHDR of 13 bytes', chunks[0]?.type ?? 'none');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth = 0, color = 0, , , interlace] = header.subarray(8);
  const channels = channelsOf[color];
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(depth))
    throw fail('IHDR', 'a colour type and depth of PNG', `${color} and ${depth}`);
  if (interlace !== 0) throw fail('IHDR', 'an image that is not interlaced', `interlace method ${interlace}`);
  // Each row begins with a byte that names its filter.
  const size = (Math.ceil((width * channels * depth) / 8) + 1) * height;
  if (width === 0 || height === 0 || size > IMAGE_BYTES) throw fail('IHDR', `an image of 1 to ${IMAGE_BYTES} bytes`, `${width}×${height}`);
  return { width, height, channels, depth, indexed: color === 3, size };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** Length, type, data and checksum. */
  readonly whole: Buffer;
}

function readChunks(bytes: Buffer, fail: Fail): Chunk[] {
  if (!SIGNATURE.every((byte, i) => bytes[i] === byte))
    throw fail('byte 0', 'the PNG signature', `bytes ${[...bytes.subarray(0, 8)].join(', ')}`);
  const chunks: Chunk[] = [];
  for (let at = 8; chunks.at(-1)?.type !== 'IEND'; ) {
    const length = at + 12 <= bytes.length ? bytes.readUInt32BE(at) : 0;
    const end = at + 12 + length;
    if (end > bytes.length) throw fail(`byte ${at}`, 'a whole chunk', `${bytes.length - at} bytes`);
    chunks.push({ type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) });
    at = end;
  }
  return chunks;
}

/** The file without what is not needed for the pixels: a colour profile, say, may unpack to any size. */
function criticalChunks(chunks: readonly Chunk[]): Uint8Array {
  const critical = chunks.filter(({ type }) => ['IHDR', 'PLTE', 'IDAT', 'IEND'].includes(type));
  return Uint8Array.from(Buffer.concat([Buffer.from(SIGNATURE), ...critical.map(({ whole }) => whole)]));
}

/** One value a byte from rows of packed bits, each row beginning on a byte. */
function unpackBits(data: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  const values = new Uint8Array(width * height);
  for (let i = 0; i < values.length; i++) {
    const bit = (i % width) * depth;
    const byte = data[Math.floor(i / width) * rowBytes + (bit >> 3)]!;
    values[i] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  }
  return values;
}

import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type * as FastPng from 'fast-png';
import { DatasetFileError } from '../errors.ts';
import { readWhole } from '../files.ts';
import { animationOf, type Chunk, frameCount, makeChunk, readChunks, SIGNATURE } from './chunks.ts';

/** The image of a PNG file: grey, colour or indices into a palette, with opacity if the file has it. */
export interface PngImage {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** The largest value that a channel can have. */
  readonly most: number;
  /** [height, width, channels]. */
  readonly values: FastPng.PngDataArray;
  readonly palette?: readonly (readonly number[])[];
  /** What can be seen through: the opacity of each palette colour, 0–255, or the one grey value or colour that is clear. */
  readonly transparency?: readonly number[] | undefined;
}

/** Channels by colour type. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** The bytes of memory that reading takes for each byte of rows, which each step copies, and for each value, which becomes a 32-bit float. */
const ROW_COST = 4;
const VALUE_COST = 5;

export type Fail = (place: string, expected: string, found: string, cause?: unknown) => DatasetFileError;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly depth: number;
  readonly color: number;
  readonly passes: readonly Pass[];
}

/** Pixels that are stored together: all pixels, or one of the seven passes of an interlaced image. */
interface Pass {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly down: number;
}

const WHOLE: readonly Pass[] = [{ left: 0, top: 0, right: 1, down: 1 }];
const ADAM7: readonly Pass[] = [
  { left: 0, top: 0, right: 8, down: 8 },
  { left: 4, top: 0, right: 8, down: 8 },
  { left: 0, top: 4, right: 4, down: 8 },
  { left: 2, top: 0, right: 4, down: 4 },
  { left: 0, top: 2, right: 2, down: 4 },
  { left: 1, top: 0, right: 2, down: 2 },
  { left: 0, top: 1, right: 1, down: 2 },
];

/**
 * Reads a PNG file. Like libpng, it ignores rows beyond the declared height.
 * Throws a `DatasetFileError` for a file that is damaged or would take more than `memory` bytes to read.
 */
export function decodePng(library: typeof FastPng, file: string, memory: number): PngImage {
  const fail = failureOf(file);
  const chunks = readChunks(readWhole(file, 'a PNG image'), fail);
  const animation = animationOf(chunks);
  const frames = animation ? frameCount(animation) : 1;
  if (frames > 1)
    throw fail('acTL', 'a still image (clips to train on are told by their names: let them end in .apng)', `${frames} frames`);
  return decodeImage(library, chunks, { memory, fail });
}

/** Makes the error of a file. */
export function failureOf(file: string): Fail {
  return (place, expected, found, cause) => new DatasetFileError({ file, place, expected, found }, { cause });
}

/** Reads an image from its pieces. Throws as `decodePng` does. */
export function decodeImage(
  library: typeof FastPng,
  chunks: readonly Chunk[],
  { memory, fail }: { readonly memory: number; readonly fail: Fail },
): PngImage {
  const header = parseHeader(chunks, memory, fail);
  const { width, height, channels, depth, color } = header;
  // Chunks that the pixels do not need have names in lower case; they may be damaged.
  for (const chunk of chunks) if (/^[A-Z]/.test(chunk.type)) checkSum(chunk, fail);
  try {
    const rows = unpackRows(chunks, header, fail);
    const { values, palette = [] } = decodePasses(library, chunks, header, rows);
    const transparency = transparencyOf(chunks, color);
    return {
      ...{ width, height, channels, most: 2 ** depth - 1, values },
      ...(color === 3 && { palette }),
      ...(transparency && { transparency }),
    };
  } catch (cause) {
    if (cause instanceof DatasetFileError) throw cause;
    throw fail('image data', 'a valid PNG image', cause instanceof Error ? cause.message : 'other data', cause);
  }
}

/** Throws where a piece is not what was written. */
export function checkSum({ type, data, sum }: Chunk, fail: Fail): void {
  const found = crc32(data, crc32(type));
  if (found !== sum) throw fail(type, `the checksum ${sum}`, `${found}`);
}

function transparencyOf(chunks: readonly Chunk[], color: number): number[] | undefined {
  const data = chunks.find(({ type }) => type === 'tRNS')?.data;
  if (!data || color > 3) return undefined;
  if (color === 3) return [...data];
  return data.length === 2 * channelsOf[color]! ? Array.from({ length: data.length / 2 }, (_, i) => data.readUInt16BE(2 * i)) : undefined;
}

function parseHeader(chunks: readonly Chunk[], memory: number, fail: Fail): Header {
  const header = chunks[0]?.data;
  if (chunks[0]?.type !== 'IHDR' || header?.length !== 13) throw fail('first chunk', 'IHDR of 13 bytes', chunks[0]?.type ?? 'none');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth = 0, color = 0, , , interlace = 0] = header.subarray(8);
  const channels = channelsOf[color];
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(depth))
    throw fail('IHDR', 'a colour type and depth of PNG', `${color} and ${depth}`);
  if (interlace > 1) throw fail('IHDR', 'interlace method 0 or 1', `${interlace}`);
  if (width === 0 || height === 0) throw fail('IHDR', 'an image that is not empty', `${width}×${height}`);
  const parsed = { width, height, channels, depth, color, passes: interlace === 1 ? ADAM7 : WHOLE };
  // A palette gives three values for each pixel, and with transparency every kind gives four.
  const values = chunks.some(({ type }) => type === 'tRNS') ? 4 : color === 3 ? 3 : channels;
  const cost = rowBytes(parsed) * ROW_COST + width * height * values * VALUE_COST;
  if (cost > memory)
    throw fail('IHDR', `an image that is read in ${memory} bytes (the option memory)`, `${width}×${height}, ${cost} bytes`);
  return parsed;
}

/** Returns width, height and bytes of a pass. Each row begins with a byte that names its filter. */
function sizeOf({ width, height, channels, depth }: Header, { left, top, right, down }: Pass) {
  const size = { width: Math.max(0, Math.ceil((width - left) / right)), height: Math.max(0, Math.ceil((height - top) / down)) };
  return { ...size, bytes: size.width === 0 ? 0 : (Math.ceil((size.width * channels * depth) / 8) + 1) * size.height };
}

function rowBytes(header: Header): number {
  return header.passes.reduce((sum, pass) => sum + sizeOf(header, pass).bytes, 0);
}

function unpackRows(chunks: readonly Chunk[], header: Header, fail: Fail): Buffer {
  const size = rowBytes(header);
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  // Some encoders store more rows than they declare. Far more than that is an attack on memory.
  const most = 2 * size + 2 ** 22;
  const rows = inflateSync(packed, { maxOutputLength: most, chunkSize: Math.max(2 ** 16, size + 1) });
  if (rows.length < size) throw fail('IDAT', `${size} bytes`, `${rows.length} bytes`);
  return rows.subarray(0, size);
}

/** Lets the library decode each pass as a separate image, because it decodes interlaced images of less than 8 bits wrongly. */
function decodePasses(library: typeof FastPng, chunks: readonly Chunk[], header: Header, rows: Buffer) {
  const { width, height, channels, depth, passes } = header;
  const Values = depth === 16 ? Uint16Array : Uint8Array;
  let whole: FastPng.PngDataArray | undefined;
  let palette: number[][] | undefined;
  let start = 0;
  for (const pass of passes) {
    const size = sizeOf(header, pass);
    if (size.bytes === 0) continue;
    const png = library.decode(imageOf(chunks, size, rows.subarray(start, start + size.bytes)), { checkCrc: false });
    start += size.bytes;
    palette = png.palette;
    const values = depth < 8 ? unpackBits(png.data, size.width, size.height, depth) : png.data;
    if (passes.length === 1) return { values, palette };
    whole ??= new Values(width * height * channels);
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const to = (pass.top + y * pass.down) * width + pass.left + x * pass.right;
        for (let c = 0; c < channels; c++) whole[to * channels + c] = values[(y * size.width + x) * channels + c]!;
      }
    }
  }
  return { values: whole ?? new Values(0), palette };
}

/** Makes a file with only the chunks that the pixels need; others, such as a colour profile, may unpack to any size. */
function imageOf(chunks: readonly Chunk[], size: { readonly width: number; readonly height: number }, rows: Buffer): Uint8Array {
  const header = Buffer.from(chunks[0]!.data);
  header.writeUInt32BE(size.width, 0);
  header.writeUInt32BE(size.height, 4);
  header[12] = 0;
  const palette = chunks.filter(({ type }) => type === 'PLTE').map(({ data }) => makeChunk('PLTE', data));
  const pixels = makeChunk('IDAT', deflateSync(rows, { level: 0 }));
  return Uint8Array.from(Buffer.concat([SIGNATURE, makeChunk('IHDR', header), ...palette, pixels, makeChunk('IEND', Buffer.alloc(0))]));
}

/** Unpacks rows of packed bits to one value in a byte; each row begins at a byte. */
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

import { crc32 } from 'node:zlib';
import type { DatasetFileError } from '../errors.ts';

/** A chunk of a PNG file. */
export interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** The checksum that the file gives for type and data. */
  readonly sum: number;
}

export const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** Returns the chunks of a PNG file up to its end mark. */
export function readChunks(bytes: Buffer, fail: (place: string, expected: string, found: string) => DatasetFileError): Chunk[] {
  if (!SIGNATURE.equals(bytes.subarray(0, 8))) throw fail('byte 0', 'the PNG signature', `bytes ${[...bytes.subarray(0, 8)].join(', ')}`);
  const chunks: Chunk[] = [];
  for (let at = 8; chunks.at(-1)?.type !== 'IEND'; ) {
    const length = at + 12 <= bytes.length ? bytes.readUInt32BE(at) : 0;
    const end = at + 12 + length;
    if (end > bytes.length) throw fail(`byte ${at}`, 'a whole chunk', `${bytes.length - at} bytes`);
    chunks.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      data: bytes.subarray(at + 8, end - 4),
      sum: bytes.readUInt32BE(end - 4),
    });
    at = end;
  }
  return chunks;
}

/** Returns the chunk that makes a PNG file an animation: it stands before the pixels. Undefined for a still image. */
export function animationOf(chunks: readonly Chunk[]): Chunk | undefined {
  const pixels = chunks.findIndex(({ type }) => type === 'IDAT');
  return chunks.slice(0, Math.max(0, pixels)).find(({ type }) => type === 'acTL');
}

/** Returns the number of frames that an animation declares; −1 if the chunk is damaged. */
export function frameCount({ data }: Chunk): number {
  return data.length === 8 ? data.readUInt32BE(0) : -1;
}

/** Returns a chunk with its length and checksum. */
export function makeChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

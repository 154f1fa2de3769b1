import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { temporaryFolder } from '../temporary.fixture.ts';

/** A chunk of a PNG file with its length and checksum. */
export function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG file made by hand: `rows` hold the bytes of each row, without the filter. */
export function png(
  header: { width: number; height: number; depth: number; color: number; interlace?: number },
  rows: number[][],
  others: Buffer[] = [],
): Buffer {
  const { width, height, depth, color, interlace = 0 } = header;
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, color, 0, 0, interlace], 8);
  const pixels = deflateSync(Buffer.from(rows.flatMap((row) => [0, ...row])));
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', data),
    ...others,
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A temporary folder: `at` returns the path of a file in it, and `put` writes one. */
export function filesOfTests() {
  const folder = temporaryFolder();
  const at = (...parts: string[]) => join(folder, ...parts);
  const put = (bytes: Uint8Array, ...parts: string[]) => {
    mkdirSync(dirname(at(...parts)), { recursive: true });
    writeFileSync(at(...parts), bytes);
  };
  return { at, put };
}

import { crc32 } from 'node:zlib';
import { encodePng, type Picture } from '@neural-em/viz';

/** Returns whole numbers as bytes, 32 bits each. */
function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
  return bytes;
}

function piece(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  return Buffer.concat([numbers(data.length), body, numbers(crc32(body))]);
}

/** Returns the chunks of a given type in a PNG file. */
function piecesIn(png: Buffer, type: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === type) found.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  return found;
}

/** Returns an animated PNG file of pictures of one size, each shown for a tenth of a second. */
export function encodeApng(pictures: readonly Picture[]): Buffer {
  const files = pictures.map((picture) => Buffer.from(encodePng(picture)));
  const frames = files.flatMap((file, t) => {
    const { width, height } = pictures[t]!;
    // The first frame takes one sequence number, each later frame takes two.
    const number = Math.max(0, 2 * t - 1);
    const control = piece('fcTL', Buffer.concat([numbers(number, width, height, 0, 0), Buffer.of(0, 1, 0, 10, 0, 0)]));
    const data = Buffer.concat(piecesIn(file, 'IDAT'));
    return [control, t === 0 ? piece('IDAT', data) : piece('fdAT', Buffer.concat([numbers(number + 1), data]))];
  });
  const head = [files[0]!.subarray(0, 8), piece('IHDR', piecesIn(files[0]!, 'IHDR')[0]!), piece('acTL', numbers(pictures.length, 0))];
  return Buffer.concat([...head, ...frames, piece('IEND', Buffer.alloc(0))]);
}

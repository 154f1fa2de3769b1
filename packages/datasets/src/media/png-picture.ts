import { DatasetFileError } from '../errors.ts';
import type { Picture } from '../fit/picture.ts';
import { loadPeer } from '../peer.ts';
import { decodePng } from '../png/decode.ts';

/** Reads a PNG file as a picture of 8-bit values; of an animated one, the first frame. Throws like `decodePng`. */
export async function readPngPicture(file: string, memory: number): Promise<Picture> {
  const { width, height, channels, most, values, palette } = decodePng(await loadPeer('fast-png', () => import('fast-png')), file, memory);
  const bytes = most === 255 ? Uint8Array.from(values) : Uint8Array.from(values, (value) => Math.round((255 * value) / most));
  if (!palette) return { width, height, data: channels === 2 ? spread(bytes) : bytes };
  const data = new Uint8Array(3 * values.length);
  for (let i = 0; i < values.length; i++) {
    const colour = palette[values[i]!];
    if (!colour)
      throw new DatasetFileError({ file, place: 'image data', expected: `${palette.length} colours`, found: `number ${values[i]}` });
    data.set(colour.slice(0, 3), 3 * i);
  }
  return { width, height, data };
}

/** Turns grey and opacity into red, green, blue and opacity. */
export function spread(pairs: Uint8Array): Uint8Array {
  const data = new Uint8Array(2 * pairs.length);
  for (let i = 0; i < pairs.length; i += 2) {
    data.fill(pairs[i]!, 2 * i, 2 * i + 3);
    data[2 * i + 3] = pairs[i + 1]!;
  }
  return data;
}

import { DatasetFileError } from '../errors.ts';
import type { Picture } from '../fit/picture.ts';
import type { PngImage } from '../png/decode.ts';

/** Returns a PNG image as a picture of 8-bit values, four for each pixel if it has opacity. Throws a `DatasetFileError` for a colour that its palette lacks. */
export function pictureOf(image: PngImage, file: string): Picture {
  const { width, height, channels, most, values, palette, transparency } = image;
  if (palette) return { width, height, data: ofPalette({ values, palette, transparency }, file) };
  const bytes = most === 255 ? Uint8Array.from(values) : Uint8Array.from(values, (value) => Math.round((255 * value) / most));
  if (!transparency) return { width, height, data: channels === 2 ? spread(bytes) : bytes };
  const data = withOpacity({ width, height, data: bytes });
  for (let i = 0; i < width * height; i++) if (transparency.every((value, c) => values[i * channels + c] === value)) data[4 * i + 3] = 0;
  return { width, height, data };
}

function ofPalette({ values, palette, transparency }: Pick<PngImage, 'values' | 'palette' | 'transparency'>, file: string): Uint8Array {
  const channels = transparency ? 4 : 3;
  const data = new Uint8Array(channels * values.length);
  for (let i = 0; i < values.length; i++) {
    const colour = palette![values[i]!];
    if (!colour)
      throw new DatasetFileError({ file, place: 'image data', expected: `${palette!.length} colours`, found: `number ${values[i]}` });
    data.set(colour.slice(0, 3), channels * i);
    if (transparency) data[channels * i + 3] = transparency[values[i]!] ?? 255;
  }
  return data;
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

/** Drops the opacity if all pixels are opaque. */
export function withoutOpacity(values: Uint8Array): Uint8Array {
  for (let i = 3; i < values.length; i += 4) if (values[i] !== 255) return values;
  return values.filter((_, i) => i % 4 !== 3);
}

/** Turns pixels of any kind into red, green, blue and opacity. */
export function withOpacity({ width, height, data }: Picture): Uint8Array {
  const channels = data.length / (width * height);
  const out = new Uint8Array(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < Math.max(3, channels); c++) out[4 * i + c] = data[i * channels + (channels === 1 ? 0 : c)]!;
  return out;
}

import { checkInteger } from './errors.ts';
import type { Batch } from './types.ts';

/** Options of `contactSheet`. */
export interface ContactSheetOptions {
  /** Number of images in a row. Default: all frames of an item, or eight static items. */
  readonly columns?: number;
  /** Pixels of the sheet for each pixel of an image, along each axis. */
  readonly scale?: number;
  /** Whether the sheet shows the groups in colour under each row of images. */
  readonly groups?: boolean;
}

/** An image of 8-bit red, green and blue. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly channels: 3;
  /** [height, width, 3]. */
  readonly data: Uint8Array;
}

/** Eight colours that colour-blind readers can tell apart (Okabe and Ito 2008), with white in place of black. */
const palette = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
  [255, 255, 255],
] as const;
const GAP = [64, 64, 64] as const;

/**
 * Lays the images of a batch out on one sheet, item after item and frame after frame, each with its groups in colour below.
 * Pixel values run from 0 (black) to 1. A batch has one channel (grey) or three (red, green, blue); of another number the first is shown.
 * Throws a `DatasetOptionError` for options out of range.
 */
export function contactSheet(batch: Batch, options: ContactSheetOptions = {}): RgbImage {
  const [steps, items, height, width] = batch.shape;
  const { columns = steps > 1 ? steps : Math.min(8, Math.max(1, items)), scale = 1, groups = true } = options;
  checkInteger('columns', columns, 1);
  checkInteger('scale', scale, 1);
  const layers = groups ? [imageColor, groupColor] : [imageColor];
  const rows = Math.ceil((steps * items) / columns) * layers.length;
  const cell = { height: height * scale + 1, width: width * scale + 1 };
  const sheet = { width: columns * cell.width + 1, height: rows * cell.height + 1 };
  const data = new Uint8Array(sheet.width * sheet.height * 3);
  for (let i = 0; i < data.length; i += 3) data.set(GAP, i);
  for (let image = 0; image < steps * items; image++) {
    // The sheet counts images item by item, while the batch is time-major.
    const start = ((image % steps) * items + Math.floor(image / steps)) * height * width;
    layers.forEach((color, layer) => {
      const top = (Math.floor(image / columns) * layers.length + layer) * cell.height + 1;
      const left = (image % columns) * cell.width + 1;
      for (let y = 0; y < height * scale; y++) {
        for (let x = 0; x < width * scale; x++) {
          const pixel = start + Math.floor(y / scale) * width + Math.floor(x / scale);
          data.set(color(batch, pixel), ((top + y) * sheet.width + left + x) * 3);
        }
      }
    });
  }
  return { ...sheet, channels: 3, data };
}

function imageColor({ shape, frames }: Batch, pixel: number): readonly number[] {
  const channels = shape[4];
  const level = (channel: number) => Math.round(255 * Math.min(1, Math.max(0, frames[pixel * channels + channel]!)));
  return channels === 3 ? [level(0), level(1), level(2)] : [level(0), level(0), level(0)];
}

function groupColor({ groups }: Batch, pixel: number): readonly number[] {
  const group = groups[pixel]!;
  return group === 0 ? [0, 0, 0] : palette[(group - 1) % palette.length]!;
}

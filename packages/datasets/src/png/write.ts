import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { batches } from '../batches.ts';
import { DatasetOptionError } from '../errors.ts';
import { type ExportOptions, splitsToWrite } from '../exports.ts';
import { loadPeer } from '../peer.ts';
import type { Dataset } from '../types.ts';

/**
 * Writes a dataset of one or three channels as folders of PNG images that `readPngFolder` reads: `SPLIT/frames/ITEM/FRAME.png`, or
 * `SPLIT/frames/ITEM.png` for static items, and in the same way the masks, whose grey values are the groups. Pixel values are rounded to 8 bits.
 * Throws a `DatasetOptionError` for another number of channels and a `MissingPackageError` if `fast-png` is not installed.
 */
export async function writePngFolder(dataset: Dataset, folder: string, options: ExportOptions = {}): Promise<void> {
  const { encode } = await loadPeer('fast-png', () => import('fast-png'));
  const [height, width, channels] = dataset.imageShape;
  if (channels !== 1 && channels !== 3) throw new DatasetOptionError(`PNG images have 1 or 3 channels, not ${channels}`);
  const write = (path: string, data: Uint8Array, channels: number) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, encode({ width, height, channels, data, depth: 8 }));
  };
  for (const [split, count] of splitsToWrite(dataset, options)) {
    let done = 0;
    for (const batch of batches(dataset, split, { batchSize: 50, limit: count })) {
      const [frames, items] = batch.shape;
      for (let image = 0; image < frames * items; image++) {
        const item = String(done + (image % items)).padStart(6, '0');
        const name = frames === 1 ? `${item}.png` : join(item, `${String(Math.floor(image / items)).padStart(4, '0')}.png`);
        const start = image * height * width;
        const values = batch.frames.subarray(start * channels, (start + height * width) * channels);
        write(join(folder, split, 'frames', name), Uint8Array.from(values, toByte), channels);
        write(join(folder, split, 'masks', name), batch.groups.subarray(start, start + height * width), 1);
      }
      done += items;
    }
  }
}

function toByte(value: number): number {
  return Math.round(255 * Math.min(1, Math.max(0, value)));
}

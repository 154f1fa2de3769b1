import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type * as FastPng from 'fast-png';
import { DatasetFileError } from '../errors.ts';
import { isFolder } from '../files.ts';
import { emptyBatch } from '../items.ts';
import { byNumber, ofSystems } from '../names.ts';
import { loadPeer } from '../peer.ts';
import { checkMemory } from '../stored.ts';
import type { Batch, Dataset, Split } from '../types.ts';
import { decodePng, type PngImage } from './decode.ts';

/** Options of `readPngFolder`. */
export interface ReadPngOptions {
  /** Whether to accept a split without masks; the groups of all its pixels are then 0, not scored. */
  readonly unlabelled?: boolean;
  /** The number of bytes that reading an image may take, and that all frames of an item may take. Default: 512 MiB. */
  readonly memory?: number;
}

/** A dataset that was read from a folder. */
export interface PngDataset extends Dataset {
  /** The files among the frames that were skipped, with reasons. */
  readonly skipped: readonly string[];
}

const MEMORY = 2 ** 29;
const splitNames: readonly Split[] = ['training', 'validation', 'test'];

/**
 * Reads folders of PNG images. If a folder holds images and no splits, they all are training items. In the folder of a split (`training`,
 * `validation` or `test`) an item is either an image `frames/NAME.png`, or a folder of images `frames/NAME/*.png`, which are its frames. Items and
 * frames are in the order of their names, with numbers in them compared by value. The mask of an image has the same path with `masks` in place of
 * `frames`; its grey value, or its index into the palette, is the group of the pixel. Grey images give one channel, others red, green and blue, in
 * [0, 1]; opacity is ignored. All images must have one size and all items the same number of frames. Images are read only when a batch needs them.
 * Hidden files and folders, those that operating systems and archivers add, and files of other kinds are skipped and listed in `skipped`.
 * Throws a `DatasetFileError` for folders and images that are missing, damaged or do not fit, at once or when an item is read, and a
 * `MissingPackageError` if `fast-png` is not installed.
 */
export async function readPngFolder(folder: string, { unlabelled = false, memory = MEMORY }: ReadPngOptions = {}): Promise<PngDataset> {
  checkMemory(memory);
  const library = await loadPeer('fast-png', () => import('fast-png'));
  const skipped: string[] = [];
  const listed = (split: Split) => list(folder, split, skipped);
  const items = { training: listed('training'), validation: listed('validation'), test: listed('test') };
  const first = splitNames.flatMap((split) => items[split])[0];
  if (first === undefined) {
    throw new DatasetFileError({
      file: folder,
      place: 'folder',
      expected: 'training/frames, validation/frames or test/frames with images, or images alone',
      found: 'none',
    });
  }
  for (const split of splitNames) for (const item of items[split]) checkItem(placesOf(folder, split), item, first.length, unlabelled);
  const { frames: examples } = placesOf(folder, splitNames.find((split) => items[split].length > 0)!);
  const example = readFrame(library, join(examples, first[0]!), memory);
  const bytes = first.length * example.values.byteLength;
  if (bytes > memory) {
    const expected = `items of at most ${memory} bytes (the option memory)`;
    throw new DatasetFileError({ file: folder, place: 'item', expected, found: `${bytes} bytes` });
  }
  const size = { training: items.training.length, validation: items.validation.length, test: items.test.length };
  const description = { name: basename(folder), imageShape: example.shape, frames: first.length, size };
  const read = (split: Split, indices: ArrayLike<number>): Batch => {
    const batch = emptyBatch(description, split, indices);
    const [frames, count, height, width, channels] = batch.shape;
    for (let t = 0; t < frames; t++) {
      for (let b = 0; b < count; b++) {
        const path = items[split][indices[b]!]![t]!;
        const places = placesOf(folder, split);
        const file = join(places.frames, path);
        const image = readFrame(library, file, memory);
        checkSize(file, image.shape, example.shape);
        const pixel = (t * count + b) * height * width;
        batch.frames.set(image.values, pixel * channels);
        const mask = join(places.masks, path);
        if (!unlabelled || existsSync(mask)) batch.groups.set(readMask(library, mask, [height, width], memory), pixel);
      }
    }
    return batch;
  };
  return { ...description, skipped, read };
}

/** Returns the folders of the frames and masks of a split; in a folder without splits the images lie in the folder itself. */
function placesOf(folder: string, split: Split): { frames: string; masks: string } {
  const isFlat = split === 'training' && splitNames.every((name) => !existsSync(join(folder, name)));
  return isFlat
    ? { frames: folder, masks: join(folder, 'masks') }
    : { frames: join(folder, split, 'frames'), masks: join(folder, split, 'masks') };
}

/** Returns the items of a split: the paths of their frames below `frames`. */
function list(folder: string, split: Split, skipped: string[]): string[][] {
  const { frames: root, masks } = placesOf(folder, split);
  if (!isFolder(root)) return [];
  const kept = (place: string, folders: boolean) =>
    readdirSync(join(root, place))
      .filter((name) => join(root, place, name) !== masks)
      .filter((name) => {
        const why = ofSystems(name)
          ? 'hidden, or a file of the system'
          : isImage(name) || (folders && isFolder(join(root, name)))
            ? ''
            : 'not an image';
        if (why !== '') skipped.push(`${relative(folder, join(root, place, name))}: ${why}`);
        return why === '';
      })
      .sort(byNumber);
  return kept('', true).map((name) => (isFolder(join(root, name)) ? kept(name, false).map((frame) => join(name, frame)) : [name]));
}

const isImage = (name: string) => /\.png$/i.test(name);

function checkItem(
  { frames: folder, masks }: { frames: string; masks: string },
  item: readonly string[],
  frames: number,
  unlabelled: boolean,
): void {
  const [path = ''] = item;
  if (item.length !== frames || frames === 0) {
    const found = `${item.length} in ${path === '' ? 'an empty folder' : path}`;
    throw new DatasetFileError({
      file: folder,
      place: 'item',
      expected: `${frames || 'some'} frames in every item`,
      found,
    });
  }
  for (const frame of unlabelled ? [] : item) {
    const mask = join(masks, frame);
    if (!existsSync(mask))
      throw new DatasetFileError({ file: mask, place: 'file', expected: 'a mask, or the option unlabelled', found: 'none' });
  }
}

interface Frame {
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly values: Float32Array;
}

function readFrame(library: typeof FastPng, file: string, memory: number): Frame {
  const { width, height, channels, most, values, palette } = decodePng(library, file, memory);
  const colors = channels > 2 || palette ? 3 : 1;
  const frame = { shape: [height, width, colors] as const, values: new Float32Array(width * height * colors) };
  for (let pixel = 0; pixel < width * height; pixel++) {
    const color = palette?.[values[pixel]!];
    if (palette && !color)
      throw new DatasetFileError({ file, place: 'image data', expected: `${palette.length} colours`, found: `${values[pixel]}` });
    for (let c = 0; c < colors; c++) frame.values[pixel * colors + c] = color ? color[c]! / 255 : values[pixel * channels + c]! / most;
  }
  return frame;
}

function readMask(library: typeof FastPng, file: string, shape: readonly [number, number], memory: number): ArrayLike<number> {
  if (!existsSync(file)) throw new DatasetFileError({ file, place: 'file', expected: 'a mask', found: 'none' });
  const { width, height, channels, values }: PngImage = decodePng(library, file, memory);
  if (channels !== 1)
    throw new DatasetFileError({ file, place: 'IHDR', expected: 'a grey or palette image', found: `${channels} channels` });
  checkSize(file, [height, width], shape);
  const wrong = values.find((value) => value > 255);
  if (wrong !== undefined) throw new DatasetFileError({ file, place: 'image data', expected: 'groups from 0 to 255', found: `${wrong}` });
  return values;
}

function checkSize(file: string, found: readonly number[], expected: readonly number[]): void {
  if (found.join() !== expected.join()) {
    throw new DatasetFileError({ file, place: 'IHDR', expected: `an image of ${expected.join('×')}`, found: found.join('×') });
  }
}

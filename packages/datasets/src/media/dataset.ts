import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkInteger, DatasetFileError } from '../errors.ts';
import { isFolder } from '../files.ts';
import { channelsOf, type Picture } from '../fit/picture.ts';
import { emptyBatch } from '../items.ts';
import { byNumber, ofSystems } from '../names.ts';
import { checkMemory, MEMORY } from '../stored.ts';
import type { Dataset } from '../types.ts';
import { readClip } from './clip.ts';
import { mediaIn } from './read-frames.ts';

/** Options of `readMediaFolder`. */
export interface MediaFolderOptions {
  /** Number of frames of an item; longer clips are cut into several items. Default: that of the shortest clip, at most 21. */
  readonly frames?: number;
  /** The number of bytes that all pictures together may take. Default: 1 GiB. */
  readonly memory?: number;
}

/** A dataset that was read from pictures and videos. */
export interface MediaDataset extends Dataset {
  /** The files of the folder that were skipped, with reasons. */
  readonly skipped: readonly string[];
}

/** The largest number of frames of an item without the option `frames`: that of the paper's videos. */
const MOST_FRAMES = 21;

/**
 * Reads a folder of pictures, each of which is an item of one frame, or of clips: videos, animated PNG, GIF and WebP files, folders of frames. Clips are
 * cut into items of equal length; frames left at their ends are skipped. All must have one size. Images have one channel if every pixel is grey,
 * otherwise three, in [0, 1]; opacity is ignored. All items are training items without groups, and memory holds all of them as bytes.
 * Throws a `DatasetFileError` for the reasons of `readFrames`, for pictures of different sizes, and for pictures among clips.
 */
export async function readMediaFolder(folder: string, { frames, memory = MEMORY }: MediaFolderOptions = {}): Promise<MediaDataset> {
  checkMemory(memory);
  if (frames !== undefined) checkInteger('frames', frames, 1);
  const fail = (file: string, expected: string, found: string) => new DatasetFileError({ file, place: 'file', expected, found });
  const media = mediaIn(folder);
  const folders = readdirSync(folder).filter((name) => !ofSystems(name) && isFolder(join(folder, name)));
  const names = [...media, ...folders].sort(byNumber);
  const skipped = readdirSync(folder)
    .filter((name) => !names.includes(name))
    .map((name) => `${name}: ${ofSystems(name) ? 'hidden, or a file of the system' : 'neither a picture nor a video'}`);
  const clips: { readonly name: string; readonly pictures: readonly Picture[] }[] = [];
  let left = memory;
  for (const name of names) {
    const pictures = await readClip(join(folder, name), { total: left, memory: left });
    left -= pictures.reduce((sum, { data }) => sum + data.length, 0);
    clips.push({ name, pictures });
  }
  const [first] = clips;
  if (!first) throw fail(folder, 'pictures, videos or folders of frames', 'none');
  const { width, height } = first.pictures[0]!;
  for (const { name, pictures } of clips) {
    const [one] = pictures as [Picture];
    if (one.width !== width || one.height !== height)
      throw fail(join(folder, name), `${width}×${height} pixels, as ${first.name}: training needs one size`, `${one.width}×${one.height}`);
    if ((pictures.length === 1) !== (first.pictures.length === 1))
      throw fail(
        join(folder, name),
        `${first.pictures.length === 1 ? 'one frame' : 'several frames'}, as ${first.name}`,
        `${pictures.length}`,
      );
  }
  const length = frames ?? Math.min(MOST_FRAMES, ...clips.map(({ pictures }) => pictures.length));
  const items = clips.flatMap(({ name, pictures }) => {
    const count = Math.floor(pictures.length / length);
    if (count * length < pictures.length)
      skipped.push(`${name}: its last ${pictures.length - count * length} frames, of ${pictures.length}`);
    return Array.from({ length: count }, (_, i) => pictures.slice(i * length, (i + 1) * length));
  });
  const channels = clips.every(({ pictures }) => pictures.every(isGrey)) ? 1 : 3;
  const size = { training: items.length, validation: 0, test: 0 };
  const description = { name: basename(folder), imageShape: [height, width, channels] as const, frames: length, size };
  const read: Dataset['read'] = (split, indices) => {
    const batch = emptyBatch(description, split, indices);
    const image = height * width * channels;
    for (let t = 0; t < length; t++)
      for (let b = 0; b < indices.length; b++)
        copy(
          items[indices[b]!]![t]!,
          channels,
          batch.frames.subarray((t * indices.length + b) * image, (t * indices.length + b + 1) * image),
        );
    return batch;
  };
  return { ...description, skipped, read };
}

function isGrey(picture: Picture): boolean {
  const { data } = picture;
  const step = channelsOf(picture);
  if (step > 1) for (let i = 0; i < data.length; i += step) if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  return true;
}

function copy(picture: Picture, channels: number, out: Float32Array): void {
  const step = channelsOf(picture);
  for (let i = 0; i < picture.width * picture.height; i++)
    for (let c = 0; c < channels; c++) out[i * channels + c] = picture.data[i * step + (step === 1 ? 0 : c)]! / 255;
}

import { DatasetFileError } from '../errors.ts';
import type { Picture } from '../fit/picture.ts';
import { MEMORY } from '../stored.ts';
import { type FramesOptions, readFrames } from './read-frames.ts';

/** Options of `readClip`. */
export interface ClipOptions extends FramesOptions {
  /** Bytes that all frames may take together. Default: 1 GiB. */
  readonly total?: number;
}

/**
 * The frames of `readFrames`, all in memory and all of one size.
 * Throws a `DatasetFileError` as soon as they are too many, or of different sizes, and otherwise as `readFrames` does.
 */
export async function readClip(path: string, { total = MEMORY, ...options }: ClipOptions = {}): Promise<Picture[]> {
  const pictures: Picture[] = [];
  let bytes = 0;
  const fail = (expected: string, found: string) =>
    new DatasetFileError({ file: path, place: `frame ${pictures.length + 1}`, expected, found });
  for await (const picture of readFrames(path, options)) {
    const { width, height } = pictures[0] ?? picture;
    if (picture.width !== width || picture.height !== height)
      throw fail(`${width}×${height} pixels, as the first frame`, `${picture.width}×${picture.height}`);
    bytes += picture.data.length;
    if (bytes > total) throw fail(`frames of at most ${total} bytes together (fewer frames, or a stride)`, `${bytes} bytes`);
    pictures.push(picture);
  }
  return pictures;
}

import { DatasetFileError } from '../errors.ts';
import type { Picture } from '../fit/picture.ts';
import { MEMORY } from '../stored.ts';
import { type FramesOptions, readFrames } from './read-frames.ts';

/** Options of `readClip`. */
export interface ClipOptions extends FramesOptions {
  /** The number of bytes that all frames together may take. Default: 1 GiB. */
  readonly total?: number;
}

/**
 * Reads the frames of `readFrames` into memory; all must have one size.
 * Throws a `DatasetFileError` if they take too many bytes or differ in size, and for the reasons of `readFrames`.
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

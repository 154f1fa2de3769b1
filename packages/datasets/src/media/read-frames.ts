import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkInteger, DatasetFileError, DatasetOptionError } from '../errors.ts';
import { isFolder } from '../files.ts';
import type { Picture } from '../fit/picture.ts';
import { byNumber, ofSystems } from '../names.ts';
import { checkMemory } from '../stored.ts';
import { kindOf } from './kinds.ts';
import { readPng } from './read-png.ts';
import { readVideo } from './video.ts';
import { readWithSharp } from './with-sharp.ts';

/** Options of `readFrames`. */
export interface FramesOptions {
  /** The first frame to read, counted from 0. */
  readonly start?: number | undefined;
  /** The largest number of frames to read. */
  readonly frames?: number | undefined;
  /** Read only every `stride`-th frame. Default: 1. */
  readonly stride?: number | undefined;
  /** Frames per second to read from a video; `start` and `stride` count these frames. Default: the rate of the video. */
  readonly rate?: number | undefined;
  /** The number of bytes that a frame may take. Default: 512 MiB. */
  readonly memory?: number | undefined;
}

const FRAME_MEMORY = 2 ** 29;

/**
 * Yields the frames of a picture (one), of an animated PNG, GIF or WebP file, of a video, or of a folder of pictures. A folder is read in the order of
 * names, with numbers in them compared by value. Memory holds only a few frames at a time. PNG files
 * need `fast-png`, JPEG, WebP and GIF files need `sharp`, and videos the program `ffmpeg`. The first bytes of a file decide its kind; hidden files
 * and files of the operating system are skipped.
 *
 * Throws a `DatasetFileError` for files that are missing, damaged, cut short or too large, a `DatasetOptionError` for options out of range and for
 * a rate without a video, and a `MissingPackageError` that says what to install.
 */
export async function* readFrames(path: string, options: FramesOptions = {}): AsyncGenerator<Picture> {
  const { start = 0, frames = Number.POSITIVE_INFINITY, stride = 1, rate, memory = FRAME_MEMORY } = options;
  checkInteger('start', start, 0);
  checkInteger('stride', stride, 1);
  if (frames !== Number.POSITIVE_INFINITY) checkInteger('frames', frames, 1);
  if (rate !== undefined && !(rate > 0 && Number.isFinite(rate)))
    throw new DatasetOptionError(`rate must be a number above 0, not ${rate}`);
  checkMemory(memory);
  let [seen, given] = [0, 0];
  for await (const picture of allFrames(path, rate, memory)) {
    const at = seen++ - start;
    if (at < 0 || at % stride !== 0) continue;
    yield picture;
    if (++given === frames) return;
  }
  if (given === 0) throw new DatasetFileError({ file: path, place: 'frames', expected: `more than ${start} frames`, found: `${seen}` });
}

function allFrames(path: string, rate: number | undefined, memory: number): AsyncGenerator<Picture> {
  if (!existsSync(path))
    throw new DatasetFileError({ file: path, place: 'file', expected: 'a picture, a video or a folder of pictures', found: 'none' });
  if (isFolder(path)) return readFolder(path, rate, memory);
  const kind = kindOf(path);
  if (kind === 'video') return readVideo(path, { rate, memory });
  if (rate !== undefined) throw new DatasetOptionError(`rate is only for videos, and ${path} is a ${kind} file: choose frames by stride`);
  return kind === 'png' ? readPng(path, memory) : readWithSharp(path, kind, memory);
}

async function* readFolder(folder: string, rate: number | undefined, memory: number): AsyncGenerator<Picture> {
  const names = mediaIn(folder);
  if (names.length === 0) throw new DatasetFileError({ file: folder, place: 'folder', expected: 'pictures', found: 'none' });
  for (const name of names) {
    let frames = 0;
    for await (const picture of allFrames(join(folder, name), rate, memory)) {
      if (++frames > 1)
        throw new DatasetFileError({
          file: join(folder, name),
          place: 'frames',
          expected: 'one, as of the frames of a folder',
          found: 'several',
        });
      yield picture;
    }
  }
}

/** Returns the names of pictures, videos and folders in a folder, in the order of their numbers. */
export function mediaIn(folder: string): string[] {
  return readdirSync(folder)
    .filter(
      (name) =>
        !ofSystems(name) && (isFolder(join(folder, name)) ? false : /\.(a?png|jpe?g|webp|gif|mp4|m4v|mov|webm|mkv|avi)$/i.test(name)),
    )
    .sort(byNumber);
}

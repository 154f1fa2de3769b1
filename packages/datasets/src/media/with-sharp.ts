import type { SharpOptions } from 'sharp';
import { DatasetFileError } from '../errors.ts';
import { readWhole } from '../files.ts';
import type { Picture } from '../fit/picture.ts';
import { loadPeer } from '../peer.ts';
import type { MediaKind } from './kinds.ts';
import { spread, withoutOpacity } from './png-picture.ts';

/** The number of bytes of frames that are decoded together. */
const PIECE = 2 ** 26;
const GIF_END = 0x3b;

/**
 * Yields the frames of a JPEG, WebP or GIF file through the optional package `sharp`. A frame of an animation is the picture that a viewer shows
 * at that time. Throws a `DatasetFileError` for a file that is damaged or cut short, or has a frame of more than `memory` bytes.
 */
export async function* readWithSharp(file: string, kind: MediaKind, memory: number): AsyncGenerator<Picture> {
  const { default: sharp } = await loadPeer('sharp', () => import('sharp'));
  const fail = (expected: string, found: string, cause?: unknown) =>
    new DatasetFileError({ file, place: 'file', expected, found }, { cause });
  const input = readWhole(file, `a ${kind} picture`);
  // The library reads a GIF file that is cut short without an error, so its end mark is checked.
  if (kind === 'gif' && input[input.findLastIndex((byte) => byte !== 0)] !== GIF_END)
    throw fail('a whole gif picture', 'no end mark: the file is cut short');
  const attempt = <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause: unknown) => {
      throw fail(`a whole ${kind} picture`, cause instanceof Error ? cause.message : String(cause), cause);
    });
  const {
    width = 0,
    height = 0,
    pageHeight = height,
    pages = 1,
    space,
  } = await attempt(sharp(input, { animated: true, limitInputPixels: false }).metadata());
  const bytes = width * pageHeight * 4;
  if (!(bytes > 0 && bytes <= memory))
    throw fail(`pictures of 1 to ${memory} bytes (the option memory)`, `${width}×${pageHeight}, ${bytes} bytes`);
  const together = Math.max(1, Math.floor(Math.min(memory, PIECE) / bytes));
  for (let page = 0; page < pages; page += together) {
    const count = Math.min(together, pages - page);
    const options: SharpOptions = { limitInputPixels: width * pageHeight * count, ...(pages > 1 ? { page, pages: count } : {}) };
    // A photograph may contain its orientation; rotate() applies it.
    const image = pages > 1 ? sharp(input, options) : sharp(input, options).rotate();
    const grey = space === 'b-w' ? image.toColourspace('b-w') : image.toColourspace('srgb');
    const { data, info } = await attempt(grey.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }));
    const frame = data.length / count;
    for (let i = 0; i < count; i++) {
      const values = Uint8Array.from(data.subarray(i * frame, (i + 1) * frame));
      yield {
        width: info.width,
        height: info.height / count,
        data: info.channels === 2 ? spread(values) : info.channels === 4 ? withoutOpacity(values) : values,
      };
    }
  }
}

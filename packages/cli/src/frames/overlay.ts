import { mkdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Frame, Track } from '@neural-em/mixtures/images';
import { type Colour, encodePng, labelOverlay, type Picture, palette } from '@neural-em/viz';
import { encodeGif } from '@neural-em/viz/gif';

/** Takes the pictures of a video, one after the other, and writes them. */
export interface PictureSink {
  add(picture: Picture): Promise<void>;
  /** Completes the files. */
  end(): Promise<void>;
}

const COLOURS = palette(12);

/** Returns a frame with its objects tinted and boxed; each track keeps its colour. */
export function overlay(frame: Frame, labels: ArrayLike<number>, tracks: readonly Track[]): Picture {
  const colourOf = (track: Track): Colour => COLOURS[(track.id - 1) % COLOURS.length]!;
  const out = labelOverlay({ picture: frame, labels, colours: tracks.map(colourOf) });
  const { width } = frame;
  for (const track of tracks) {
    const { x, y, width: across, height: down } = track.object.box;
    for (let i = 0; i < across; i++) for (const row of [y, y + down - 1]) out.data.set(colourOf(track), 3 * (row * width + x + i));
    for (let j = 0; j < down; j++) for (const column of [x, x + across - 1]) out.data.set(colourOf(track), 3 * ((y + j) * width + column));
  }
  return out;
}

/** Opens an animated GIF, which is kept in memory until its end, or a folder of PNG files, each of which is written at once. */
export async function openSink(path: string): Promise<PictureSink> {
  if (extname(path).toLowerCase() === '.gif') {
    const pictures: Picture[] = [];
    return {
      add: async (picture) => void pictures.push(picture),
      end: async () => writeFile(path, encodeGif(pictures, { delay: 40 })),
    };
  }
  await mkdir(path, { recursive: true });
  let written = 0;
  return { add: (picture) => writeFile(join(path, frameName(++written)), encodePng(picture)), end: async () => {} };
}

/** Returns a name for a frame; the names sort in the order of the frames. */
export function frameName(frame: number): string {
  return `${String(frame).padStart(6, '0')}.png`;
}

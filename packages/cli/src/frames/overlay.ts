import { mkdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Frame, Track } from '@neural-em/mixtures/images';
import { type Colour, encodePng, type Picture, palette } from '@neural-em/viz';
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
  const { width, height, data } = frame;
  const channels = data.length / (width * height);
  const out: Picture = { width, height, channels: 3, data: new Uint8Array(width * height * 3) };
  const colourOf = (track: Track | undefined): Colour => COLOURS[((track?.id ?? 1) - 1) % COLOURS.length]!;
  for (let i = 0; i < width * height; i++) {
    const colour = labels[i]! > 0 ? colourOf(tracks[labels[i]! - 1]) : undefined;
    for (let c = 0; c < 3; c++) {
      const value = data[i * channels + (channels === 1 ? 0 : c)]!;
      out.data[3 * i + c] = colour ? (value + colour[c]!) / 2 : value;
    }
  }
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

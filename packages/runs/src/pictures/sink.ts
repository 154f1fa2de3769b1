import { mkdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { encodePng, type Picture } from '@neural-em/viz';
import { encodeGif } from '@neural-em/viz/gif';

/** Takes the pictures of a video, one after the other, and writes them. */
export interface PictureSink {
  add(picture: Picture): Promise<void>;
  /** Completes the files. */
  end(): Promise<void>;
}

/** Opens an animated GIF, which is kept in memory until its end, or a folder of PNG files, each of which is written at once. */
export async function openSink(path: string, { delay }: { readonly delay: number }): Promise<PictureSink> {
  if (extname(path).toLowerCase() === '.gif') {
    const pictures: Picture[] = [];
    return {
      add: async (picture) => void pictures.push(picture),
      end: async () => writeFile(path, encodeGif(pictures, { delay })),
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

import { type Box, channelsOf, type Picture } from './picture.ts';

/** The weights of red, green and blue in the brightness (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114] as const;

/** The colour behind transparent pixels. */
export type Behind = 'black' | 'white';

/** How the pixels of a picture are read. */
export interface Reading {
  readonly crop: Box;
  /** 1 (grey) or 3 (red, green and blue). */
  readonly channels: number;
  readonly behind: Behind | null;
  readonly inverted: boolean;
}

/** Returns the pixels of a picture within a box as numbers from 0 to 1, [H, W, channels]. */
export function valuesOf(picture: Picture, { crop, channels, behind, inverted }: Reading): Float32Array {
  const { width, data } = picture;
  const given = channelsOf(picture);
  const out = new Float32Array(crop.height * crop.width * channels);
  const back = behind === 'white' ? 1 : 0;
  for (let y = 0; y < crop.height; y++) {
    for (let x = 0; x < crop.width; x++) {
      const from = ((crop.y + y) * width + crop.x + x) * given;
      const to = (y * crop.width + x) * channels;
      const opacity = given === 4 && behind !== null ? data[from + 3]! / 255 : 1;
      const colour = (c: number) => (opacity * data[from + (given === 1 ? 0 : c)]!) / 255 + (1 - opacity) * back;
      for (let c = 0; c < channels; c++) {
        const value =
          channels === 3 ? colour(c) : given === 1 ? colour(0) : LUMA[0] * colour(0) + LUMA[1] * colour(1) + LUMA[2] * colour(2);
        out[to + c] = inverted ? 1 - value : value;
      }
    }
  }
  return out;
}

/**
 * Returns the colour to put behind transparent pictures: black or white, whichever differs more from their visible pixels; null if they are
 * opaque.
 */
export function behindOf(pictures: readonly Picture[]): Behind | null {
  let [light, seen, clear] = [0, 0, false];
  for (const picture of pictures) {
    if (channelsOf(picture) !== 4) continue;
    const { data } = picture;
    for (let i = 0; i < data.length; i += 4) {
      const opacity = data[i + 3]! / 255;
      if (opacity < 1) clear = true;
      light += opacity * (LUMA[0] * data[i]! + LUMA[1] * data[i + 1]! + LUMA[2] * data[i + 2]!);
      seen += 255 * opacity;
    }
  }
  return clear ? (light > 0.5 * seen ? 'black' : 'white') : null;
}

/** Tells whether the median brightness along the edges of images [H, W, C] lies above one half. */
export function isLight(images: readonly Float32Array[], { width, height }: { readonly width: number; readonly height: number }): boolean {
  const counts = [0, 0];
  for (const image of images) {
    const channels = image.length / (width * height);
    const count = (pixel: number) => {
      const at = pixel * channels;
      const value = channels === 3 ? LUMA[0] * image[at]! + LUMA[1] * image[at + 1]! + LUMA[2] * image[at + 2]! : image[at]!;
      counts[value > 0.5 ? 1 : 0]!++;
    };
    for (let x = 0; x < width; x++) for (const y of [0, height - 1]) count(y * width + x);
    for (let y = 1; y < height - 1; y++) for (const x of [0, width - 1]) count(y * width + x);
  }
  return counts[1]! > counts[0]!;
}

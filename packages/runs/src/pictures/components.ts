import type { Picture as Given } from '@neural-em/datasets/media';
import { type Colour, labelOverlay, type Picture } from '@neural-em/viz';

/** The smallest side of an overlay in pixels; smaller pictures are magnified. */
const LEAST_SIDE = 224;

/** Returns a picture with its components tinted; a small one is magnified by a whole number. */
export function overlay(picture: Given, labels: ArrayLike<number>, colours: readonly Colour[]): Picture {
  const scale = Math.max(1, Math.floor(LEAST_SIDE / Math.max(picture.width, picture.height)));
  return labelOverlay({ picture, labels, colours, tint: 0.6, scale });
}

/** Puts pictures of one size side by side, with a grey line between them. */
export function sideBySide(pictures: readonly Picture[]): Picture {
  const gap = 4;
  const { width: across, height } = pictures[0]!;
  const width = pictures.length * (across + gap) - gap;
  const out: Picture = { width, height, channels: 3, data: new Uint8Array(3 * width * height).fill(128) };
  for (const [i, { data }] of pictures.entries())
    for (let y = 0; y < height; y++)
      out.data.set(data.subarray(3 * y * across, 3 * (y + 1) * across), 3 * (y * width + i * (across + gap)));
  return out;
}

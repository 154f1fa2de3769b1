import type { Picture as Given } from '@neural-em/datasets/media';
import { type Colour, type Picture, palette } from '@neural-em/viz';

/** The smallest side of an overlay in pixels; smaller pictures are magnified. */
const LEAST_SIDE = 224;
/** The opacity of a component's colour over its pixels. */
const TINT = 0.6;

/** Returns the colours of labels from 1 on, the same in all frames. */
export function labelColours(labels: number): readonly Colour[] {
  return palette(Math.max(1, labels));
}

/** Returns a picture with its components tinted; a small one is magnified by a whole number. */
export function overlay(picture: Given, labels: ArrayLike<number>, colours: readonly Colour[]): Picture {
  const { width, height, data } = picture;
  const channels = data.length / (width * height);
  const scale = Math.max(1, Math.floor(LEAST_SIDE / Math.max(width, height)));
  const out: Picture = {
    width: width * scale,
    height: height * scale,
    channels: 3,
    data: new Uint8Array(width * height * scale * scale * 3),
  };
  for (let y = 0; y < out.height; y++) {
    for (let x = 0; x < out.width; x++) {
      const pixel = Math.floor(y / scale) * width + Math.floor(x / scale);
      const colour = labels[pixel]! > 0 ? colours[labels[pixel]! - 1]! : undefined;
      for (let c = 0; c < 3; c++) {
        const value = data[pixel * channels + (channels === 1 ? 0 : c)]!;
        out.data[(y * out.width + x) * 3 + c] = colour ? TINT * colour[c]! + (1 - TINT) * value : value;
      }
    }
  }
  return out;
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

import { checkCounts, MixtureInputError, refuse } from '../errors.ts';

/** The size of an image, and the threshold that decides which pixels are grouped. */
export interface ImageOptions {
  readonly height: number;
  readonly width: number;
  /** Pixels above this value are foreground. Default 0. */
  readonly threshold?: number;
}

/** The foreground pixels of an image, in reading order. */
export interface Foreground {
  /** Index of each foreground pixel in the image, [n]. */
  readonly pixels: Int32Array;
  /** Row and column of each foreground pixel, [n, 2]. */
  readonly points: Float64Array;
}

export function foregroundOf(image: ArrayLike<number>, { height, width, threshold = 0 }: ImageOptions): Foreground {
  checkCounts({ height }, 0);
  checkCounts({ width }, 0);
  if (image.length !== height * width) {
    refuse('image', `hold height · width = ${height * width} pixels`, image.length);
  }
  const pixels: number[] = [];
  const points: number[] = [];
  for (let i = 0; i < image.length; i++) {
    if (Number.isNaN(image[i]!)) throw new MixtureInputError(`image[${i}] must be a number, got NaN`);
    if (image[i]! <= threshold) continue;
    pixels.push(i);
    points.push(Math.floor(i / width), i % width);
  }
  return { pixels: Int32Array.from(pixels), points: Float64Array.from(points) };
}

/** Returns the labels of the whole image: 0 in the background, groups 1, 2, … in the order of their first pixel. */
export function labelImage(pixels: Int32Array, groups: ArrayLike<number>, { height, width }: ImageOptions): Int32Array {
  const labels = new Int32Array(height * width);
  const names = new Map<number, number>();
  for (let i = 0; i < pixels.length; i++) {
    const group = groups[i]!;
    if (!names.has(group)) names.set(group, names.size + 1);
    labels[pixels[i]!] = names.get(group)!;
  }
  return labels;
}

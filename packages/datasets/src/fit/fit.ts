import { DatasetOptionError } from '../errors.ts';
import { resizeByArea } from './area.ts';
import { otsuThreshold } from './otsu.ts';
import { type Box, channelsOf, type Picture } from './picture.ts';
import { type Behind, behindOf, isLight, type Reading, valuesOf } from './values.ts';

/** The form of the images of a model, which pictures are fitted to. */
export interface FitTarget {
  readonly height: number;
  readonly width: number;
  /** 1 (grey) or 3 (red, green and blue). */
  readonly channels: number;
  /** Whether pixels are zeros and ones. */
  readonly binary: boolean;
}

/** Options of `fitPictures`. */
export interface FitOptions {
  /** The part of the pictures that is used. Default: the whole picture. */
  readonly crop?: Box | undefined;
  /**
   * `area` (the default) resizes the picture, keeps its aspect ratio and fills the borders with 0. `none` puts a picture that is small
   * enough into the middle, unscaled.
   */
  readonly resize?: 'area' | 'none' | undefined;
  /** Whether to swap dark and light. Default: only if the edges of the pictures are light, because models expect a dark background. */
  readonly invert?: boolean | undefined;
  /** For binary targets: the value from 0 to 1 above which a pixel is 1. Default: Otsu's threshold over all pictures together. */
  readonly threshold?: number | undefined;
}

/** How pictures were fitted; the same values fit others alike and bring labels back. */
export interface Fit extends Reading {
  /** Size of the pictures. */
  readonly width: number;
  readonly height: number;
  /** The place in the images at which the used part of the pictures lies. */
  readonly inside: Box;
  readonly threshold: number | null;
  readonly behind: Behind | null;
}

/** Pictures that were fitted to a model, and how. */
export interface FittedPictures {
  /** The images, [T, H, W, C]. */
  readonly frames: Float32Array;
  readonly fit: Fit;
}

/**
 * Fits pictures of one size, such as the frames of a video, to the images of a model. It crops, turns colour into grey if the model has one
 * channel, puts black or white behind transparent pixels, swaps dark and light, resizes, and turns values into zeros and ones. It treats all
 * frames alike.
 *
 * @throws DatasetOptionError if there are no pictures, for pictures of different sizes, a crop beyond them, a threshold outside of 0 to 1, or a
 * picture that is too large for `resize: 'none'`.
 */
export function fitPictures(pictures: readonly Picture[], target: FitTarget, options: FitOptions = {}): FittedPictures {
  const { resize = 'area', invert } = options;
  const { width, height } = sizeOf(pictures);
  const crop = cropOf(options.crop, { width, height });
  const behind = behindOf(pictures);
  const plain = pictures.map((picture) => valuesOf(picture, { crop, channels: target.channels, behind, inverted: false }));
  const inverted = invert ?? isLight(plain, crop);
  if (inverted) for (const values of plain) for (let i = 0; i < values.length; i++) values[i] = 1 - values[i]!;
  const inside = resize === 'area' ? letterbox(crop, target) : unresized(crop, target);
  const small = plain.map((values) => resizeByArea(values, crop, inside));
  const threshold = target.binary ? thresholdOf(options.threshold, small) : null;
  const size = target.height * target.width * target.channels;
  const frames = new Float32Array(pictures.length * size);
  for (const [t, values] of small.entries()) place(values, inside, target, frames.subarray(t * size, (t + 1) * size), threshold);
  return { frames, fit: { width, height, crop, channels: target.channels, behind, inverted, inside, threshold } };
}

function sizeOf(pictures: readonly Picture[]): { width: number; height: number } {
  const [first] = pictures;
  if (!first) throw new DatasetOptionError('fitPictures: there must be at least one picture');
  const { width, height } = first;
  for (const [i, picture] of pictures.entries()) {
    if (picture.width !== width || picture.height !== height)
      throw new DatasetOptionError(
        `frames must be of one size: frame ${i + 1} is ${picture.width}×${picture.height}, the first ${width}×${height}`,
      );
    if (!(width > 0 && height > 0 && [1, 3, 4].includes(channelsOf(picture))))
      throw new DatasetOptionError(
        `a picture must have 1, 3 or 4 values a pixel: ${picture.data.length} values are given for ${width}×${height} pixels`,
      );
  }
  return { width, height };
}

function cropOf(crop: Box | undefined, { width, height }: { readonly width: number; readonly height: number }): Box {
  if (!crop) return { x: 0, y: 0, width, height };
  const { x, y } = crop;
  const whole = [x, y, crop.width, crop.height].every(Number.isInteger);
  if (whole && x >= 0 && y >= 0 && crop.width > 0 && crop.height > 0 && x + crop.width <= width && y + crop.height <= height) return crop;
  throw new DatasetOptionError(`crop must lie within the ${width}×${height} pixels, not ${crop.width}×${crop.height}+${x}+${y}`);
}

function letterbox({ width, height }: Box, target: FitTarget): Box {
  const scale = Math.min(target.width / width, target.height / height);
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  return inTheMiddle(size, target);
}

function unresized(crop: Box, target: FitTarget): Box {
  if (crop.width <= target.width && crop.height <= target.height) return inTheMiddle(crop, target);
  throw new DatasetOptionError(
    `with resize 'none' a picture may have at most ${target.width}×${target.height} pixels, not ${crop.width}×${crop.height}: crop it, or let it be resized`,
  );
}

function inTheMiddle({ width, height }: { readonly width: number; readonly height: number }, target: FitTarget): Box {
  return { x: Math.floor((target.width - width) / 2), y: Math.floor((target.height - height) / 2), width, height };
}

function thresholdOf(given: number | undefined, images: readonly Float32Array[]): number {
  if (given === undefined) return otsuThreshold(allOf(images));
  if (given >= 0 && given <= 1) return given;
  throw new DatasetOptionError(`threshold must be from 0 to 1, not ${given}`);
}

function* allOf(images: readonly Float32Array[]): Generator<number> {
  for (const image of images) yield* image;
}

function place(values: Float32Array, inside: Box, { width, channels }: FitTarget, out: Float32Array, threshold: number | null): void {
  const row = inside.width * channels;
  for (let y = 0; y < inside.height; y++) {
    const line = values.subarray(y * row, (y + 1) * row);
    const at = ((inside.y + y) * width + inside.x) * channels;
    out.set(threshold === null ? line : line.map((value) => (value > threshold ? 1 : 0)), at);
  }
}

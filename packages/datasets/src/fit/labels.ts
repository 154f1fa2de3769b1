import { INK } from '../items.ts';
import type { Fit } from './fit.ts';
import type { Picture } from './picture.ts';
import { valuesOf } from './values.ts';

/** Options of `labelsAtOriginalSize`. */
export interface OriginalOptions {
  /** The labels of the model's image, [H, W]; 0 for pixels without an object. */
  readonly labels: ArrayLike<number>;
  /** The number of columns of the model's image. */
  readonly width: number;
  readonly fit: Fit;
  /** The value of background pixels. Default: 0. */
  readonly background?: number;
}

/**
 * Returns the labels of a model's image at the size of the original picture, [H, W]. The picture itself decides which pixels stand out from the
 * background, so outlines are as sharp as in the picture. Each such pixel gets the label of the image's pixel that it lies in, or, if that has
 * none, of the nearest labelled neighbour.
 */
export function labelsAtOriginalSize(picture: Picture, { labels, width, fit, background = 0 }: OriginalOptions): Uint8Array {
  const { crop, inside, threshold, channels } = fit;
  const values = valuesOf(picture, fit);
  const out = new Uint8Array(fit.width * fit.height);
  for (let y = 0; y < crop.height; y++) {
    for (let x = 0; x < crop.width; x++) {
      const at = (y * crop.width + x) * channels;
      let isObject = false;
      for (let c = at; c < at + channels; c++)
        if (threshold === null ? Math.abs(values[c]! - background) > INK : values[c]! > threshold) isObject = true;
      if (!isObject) continue;
      const place = { x: ((x + 0.5) * inside.width) / crop.width, y: ((y + 0.5) * inside.height) / crop.height };
      out[(crop.y + y) * fit.width + crop.x + x] = nearestLabel(place, labels, width, inside);
    }
  }
  return out;
}

/** Returns the label at a place, or the nearest one of its eight neighbours; 0 if they have no label. */
function nearestLabel(
  place: { readonly x: number; readonly y: number },
  labels: ArrayLike<number>,
  width: number,
  inside: Fit['inside'],
): number {
  const [column, row] = [Math.min(inside.width - 1, Math.floor(place.x)), Math.min(inside.height - 1, Math.floor(place.y))];
  const labelAt = (i: number, j: number) => labels[(inside.y + i) * width + inside.x + j]!;
  if (labelAt(row, column) > 0) return labelAt(row, column);
  let [best, distance] = [0, Number.POSITIVE_INFINITY];
  for (let i = Math.max(0, row - 1); i <= Math.min(inside.height - 1, row + 1); i++) {
    for (let j = Math.max(0, column - 1); j <= Math.min(inside.width - 1, column + 1); j++) {
      const away = (i + 0.5 - place.y) ** 2 + (j + 0.5 - place.x) ** 2;
      if (labelAt(i, j) > 0 && away < distance) [best, distance] = [labelAt(i, j), away];
    }
  }
  return best;
}

import { refuse } from '../errors.ts';
import { foregroundOf, type ImageOptions } from './foreground.ts';

export interface ConnectedComponentsOptions extends ImageOptions {
  /** Which pixels are neighbours: with 4 those that share a side, with 8 those that share a side or a corner. Default 8. */
  readonly connectivity?: 4 | 8;
}

/**
 * Groups foreground pixels that touch (Rosenfeld and Pfaltz 1966), by flood fill.
 *
 * @param image pixel values, [H, W]
 * @returns labels, [H, W]: 0 in the background, components 1, 2, … in the order of their first pixel
 * Throws a `MixtureInputError` for a size that does not fit the image, NaN, or another connectivity.
 */
export function connectedComponents(image: ArrayLike<number>, { connectivity = 8, ...options }: ConnectedComponentsOptions): Int32Array {
  if (connectivity !== 4 && connectivity !== 8) refuse('connectivity', 'be 4 or 8', connectivity);
  const { height, width } = options;
  const { pixels } = foregroundOf(image, options);
  const labels = new Int32Array(height * width);
  // -1 marks foreground pixels that no component has reached yet.
  for (const pixel of pixels) labels[pixel] = -1;
  const open: number[] = [];
  const take = (pixel: number, label: number) => {
    labels[pixel] = label;
    open.push(pixel);
  };
  let components = 0;
  for (const first of pixels) {
    if (labels[first] === -1) take(first, ++components);
    for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
      const row = Math.floor(pixel / width);
      const column = pixel % width;
      for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
        for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
          const joined = connectivity === 8 || y === row || x === column;
          if (joined && labels[y * width + x] === -1) take(y * width + x, components);
        }
      }
    }
  }
  return labels;
}

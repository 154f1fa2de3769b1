import { checkArray, checkInteger, checkSizes, FigureArgumentError } from './errors.ts';
import { drawFigure } from './figure.ts';
import { part } from './frames.ts';
import type { Picture } from './picture.ts';
import type { Drawing } from './sheet.ts';
import { imageTile } from './tiles.ts';
import { toPicture } from './to-picture.ts';
import { toSvg } from './to-svg.ts';

export interface ImageGridOptions {
  /** Values in [0, 1], [N, H, W, C]; C is 1 (grey) or 3 (RGB). */
  readonly images: Float32Array;
  readonly shape: { readonly images: number; readonly height: number; readonly width: number; readonly channels: number };
  /** Images in a line. Default: a number that makes the grid about square. */
  readonly columns?: number | undefined;
  /** A name above each image. */
  readonly labels?: readonly string[] | undefined;
  readonly title?: string | undefined;
  /** Picture pixels for each image pixel. */
  readonly scale?: number | undefined;
}

function layOut({ images, shape, columns, labels, title, scale = 4 }: ImageGridOptions): Drawing {
  checkSizes({ ...shape });
  checkInteger('scale', scale, 1);
  checkArray('images', images, { ...shape });
  const count = shape.images;
  const perLine = columns ?? Math.ceil(Math.sqrt(count));
  checkInteger('columns', perLine, 1);
  if (labels && labels.length !== count)
    throw new FigureArgumentError('labels', `${count} names (one per image)`, `${labels.length} names`);
  const tiles = Array.from({ length: count }, (_, i) => imageTile(part(images, i, images.length / count), shape));
  const starts = Array.from({ length: Math.ceil(count / perLine) }, (_, line) => line * perLine);
  const line = <A>(items: readonly A[], start: number) => items.slice(start, start + perLine);
  const rows = starts.map((start) => ({ name: '', tiles: line(tiles, start) }));
  const bands = labels ? rows.map((row, i) => ({ rows: [row], captions: line(labels, starts[i]!) })) : [{ rows }];
  return drawFigure({ title, scale, bands });
}

/**
 * Draws a contact sheet: the images in reading order, line by line.
 *
 * @throws FigureArgumentError for an argument that cannot be drawn; it names the argument and says what was expected and what was given.
 */
export function imageGrid(options: ImageGridOptions): Picture {
  return toPicture(layOut(options));
}

/** Draws `imageGrid` as the text of an SVG file. */
export function imageGridSvg(options: ImageGridOptions): string {
  return toSvg(layOut(options));
}

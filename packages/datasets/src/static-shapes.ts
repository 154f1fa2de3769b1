import { checkInteger } from './errors.ts';
import { drawForSplit, generated } from './generated.ts';
import { paperSizes } from './items.ts';
import { makeStamps, paperShapes, type Shape } from './shapes.ts';
import type { Batch, Dataset, Split } from './types.ts';

/** Options of `staticShapes`. */
export interface StaticShapesOptions {
  readonly seed: number;
  /** Items of each split; item i is the same whatever the size. */
  readonly size?: Partial<Record<Split, number>>;
  readonly height?: number;
  readonly width?: number;
  /** Shapes in an image. */
  readonly objects?: number;
  /** Bitmaps to draw from. */
  readonly shapes?: readonly Shape[];
}

/**
 * Static shapes (Greff, van Steenkiste and Schmidhuber 2017, section 5.1): binary images of randomly placed, overlapping shapes.
 * Each object is a uniformly drawn shape at a uniform place where it fits. A pixel's group is 1 … `objects`, and 0 where nothing or
 * more than one object covers it. Throws a `DatasetOptionError` for options out of range.
 */
export function staticShapes(options: StaticShapesOptions): Dataset {
  const { seed, size, height = 28, width = 28, objects = 3, shapes = paperShapes } = options;
  checkInteger('objects', objects, 1, 255);
  const stamps = makeStamps(shapes, height, width);
  return generated({
    name: 'static-shapes',
    seed,
    imageShape: [height, width, 1],
    frames: 1,
    size: { ...paperSizes, ...size },
    draw: (random, split) =>
      drawForSplit(split, () =>
        // An object as one number: its place times the number of shapes, plus its shape.
        Array.from({ length: objects }, () => {
          const shape = random.integer(stamps.length);
          const { spanY, spanX } = stamps[shape]!;
          const place = random.integer(spanY + 1) * width + random.integer(spanX + 1);
          return place * stamps.length + shape;
        }),
      ),
    paint: (item, _, batch, pixel) =>
      item.forEach((object, index) => {
        const place = Math.floor(object / stamps.length);
        stamp(batch, pixel + place, stamps[object % stamps.length]!.offsets, index + 1);
      }),
  });
}

/** Adds an object to the union: pixels that another object covers already lose their group. */
export function stamp(batch: Batch, corner: number, offsets: Uint32Array, group: number): void {
  const { frames, groups } = batch;
  for (let i = 0; i < offsets.length; i++) {
    const pixel = corner + offsets[i]!;
    groups[pixel] = frames[pixel] === 0 ? group : 0;
    frames[pixel] = 1;
  }
}

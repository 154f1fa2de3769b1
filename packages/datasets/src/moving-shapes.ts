import type { Random } from '@neural-em/random';
import type { AnnotatedDataset } from './annotations.ts';
import { checkInteger } from './errors.ts';
import { constantFactor, motionFactors } from './factors.ts';
import { drawForSplit, generated } from './generated.ts';
import { paperSizes } from './items.ts';
import { bounce, type VelocityLaw } from './motion.ts';
import { makeStamps, paperShapes, type Shape, type Stamp } from './shapes.ts';
import type { Batch, Split } from './types.ts';

/** Options that static and flying shapes share. */
export interface ShapesOptions {
  readonly seed: number;
  /** Number of items of each split; item i does not depend on it. */
  readonly size?: Partial<Record<Split, number>>;
  readonly height?: number;
  readonly width?: number;
  /** Number of shapes in an image. */
  readonly objects?: number;
  /** Bitmaps to draw from. */
  readonly shapes?: readonly Shape[];
}

interface MovingStamp {
  readonly shape: number;
  readonly stamp: Stamp;
  readonly y: number;
  readonly x: number;
  readonly velocity: readonly [number, number];
}

/** Makes a dataset of shapes at uniform positions that move by a law; with one frame they are static. */
export function movingShapes(name: string, frames: number, law: VelocityLaw, options: ShapesOptions): AnnotatedDataset {
  const { seed, size, height = 28, width = 28, objects = 3, shapes = paperShapes } = options;
  checkInteger('objects', objects, 1, 255);
  const stamps = makeStamps(shapes, height, width);
  // An object is one number: its position times the number of shapes, plus its shape.
  const drawObject = (random: Random) => {
    const shape = random.integer(stamps.length);
    const { spanY, spanX } = stamps[shape]!;
    return (random.integer(spanY + 1) * width + random.integer(spanX + 1)) * stamps.length + shape;
  };
  return generated<MovingStamp[]>({
    name,
    seed,
    imageShape: [height, width, 1],
    frames,
    size: { ...paperSizes, ...size },
    objects,
    factors: {
      ...motionFactors(frames, (item: MovingStamp[], k) => ({ ...item[k]!, ...item[k]!.stamp })),
      shapes: constantFactor('class', 1, (item, k) => [item[k]!.shape]),
    },
    draw: (random, split) => {
      const arrangement = drawForSplit(split, objects, () => drawObject(random));
      return arrangement.map((object) => {
        const place = Math.floor(object / stamps.length);
        const stamp = stamps[object % stamps.length]!;
        return {
          shape: object % stamps.length,
          stamp,
          y: Math.floor(place / width),
          x: place % width,
          velocity: frames === 1 ? [0, 0] : law(random.uniform),
        };
      });
    },
    paint: (item, t, batch, pixel) => {
      for (let k = 0; k < item.length; k++) {
        const { stamp, y, x, velocity } = item[k]!;
        const corner = bounce(y, velocity[0], t, stamp.spanY) * width + bounce(x, velocity[1], t, stamp.spanX);
        unite(batch, pixel + corner, stamp.offsets, k + 1);
      }
    },
  });
}

/** Draws an object; pixels that another object covers already lose their group. */
function unite(batch: Batch, corner: number, offsets: Uint32Array, group: number): void {
  const { frames, groups } = batch;
  for (let i = 0; i < offsets.length; i++) {
    const pixel = corner + offsets[i]!;
    groups[pixel] = frames[pixel] === 0 ? group : 0;
    frames[pixel] = 1;
  }
}

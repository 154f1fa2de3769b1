import type { Random } from '@neural-em/random';
import type { AnnotatedDataset } from './annotations.ts';
import { checkInteger, DatasetOptionError } from './errors.ts';
import { constantFactor, type Moving, motionFactors } from './factors.ts';
import { generated } from './generated.ts';
import { paperSizes } from './items.ts';
import { bounce, type VelocityLaw, wholeVelocities } from './motion.ts';
import { checkGenerator, optionKinds } from './option-kinds.ts';
import type { Batch, Split } from './types.ts';

/** Options of `colorSprites`. */
export interface ColorSpritesOptions {
  readonly seed: number;
  /** Number of sprites in an image. */
  readonly objects?: number;
  /** Number of frames of an item; if there are several, the sprites move. */
  readonly frames?: number;
  readonly height?: number;
  readonly width?: number;
  /** Smallest and largest side of a sprite, in pixels. */
  readonly sides?: readonly [least: number, most: number];
  readonly velocity?: VelocityLaw;
  readonly size?: Partial<Record<Split, number>>;
}

interface Sprite {
  readonly side: number;
  readonly covers: (v: number, u: number) => boolean;
  readonly color: readonly number[];
  readonly y: number;
  readonly x: number;
  readonly velocity: readonly [number, number];
}

/** Outlines on the square [−1, 1]², `v` down and `u` to the right. */
const outlines: readonly ((v: number, u: number) => boolean)[] = [
  () => true,
  (v, u) => v * v + u * u <= 1,
  (v, u) => Math.abs(u) <= (v + 1) / 2,
  (v, u) => Math.abs(u) + Math.abs(v) <= 1,
];

/**
 * Makes a dataset like Multi-dSprites (Burgess and others 2019, "MONet"), drawn by this package: opaque squares, discs, triangles and diamonds
 * of random size and fully saturated colour on black, with three channels. Outline, side, hue and position are uniform. A later sprite
 * hides earlier ones, and each pixel's group is the visible sprite, so that only the background is 0.
 * Annotations: `positions`, `shapes` (square, disc, triangle, diamond), `sides`, `colors` and, for sprites that move, `velocities`.
 * Throws a `DatasetOptionError` for options out of range.
 */
export function colorSprites(options: ColorSpritesOptions): AnnotatedDataset {
  checkGenerator('colorSprites', options, {
    objects: optionKinds.unchecked,
    frames: optionKinds.unchecked,
    height: optionKinds.unchecked,
    width: optionKinds.unchecked,
    sides: optionKinds.unchecked,
    velocity: optionKinds.velocity,
  });
  const { seed, objects = 3, frames = 1, height = 32, width = 32, sides = [7, 13], velocity = wholeVelocities(1), size } = options;
  checkInteger('objects', objects, 1, 255);
  checkInteger('sides[0]', sides[0], 1);
  checkInteger('sides[1]', sides[1], sides[0]);
  if (sides[1] > height || sides[1] > width) {
    throw new DatasetOptionError(`sides[1] is ${sides[1]} and does not fit into an image of ${height}×${width}`);
  }
  return generated<Sprite[]>({
    name: 'color-sprites',
    seed,
    imageShape: [height, width, 3],
    frames,
    size: { ...paperSizes, ...size },
    objects,
    factors: {
      ...motionFactors(frames, (item: Sprite[], k) => boundsOf(item[k]!, height, width)),
      shapes: constantFactor('class', 1, (item, k) => [outlines.indexOf(item[k]!.covers)]),
      sides: constantFactor('measure', 1, (item, k) => [item[k]!.side]),
      colors: constantFactor('measure', 3, (item, k) => item[k]!.color),
    },
    draw: (random) =>
      Array.from({ length: objects }, () => {
        const side = sides[0] + random.integer(sides[1] - sides[0] + 1);
        const covers = outlines[random.integer(outlines.length)]!;
        const place = { y: random.integer(height - side + 1), x: random.integer(width - side + 1) };
        return { side, covers, color: drawColor(random), ...place, velocity: velocity(random.uniform) };
      }),
    paint: (item, t, batch, pixel) => {
      for (const [k, sprite] of item.entries()) paintSprite(sprite, t, batch, pixel, k + 1);
    },
  });
}

/** Returns the square around a sprite, which moves with it. */
function boundsOf({ side, y, x, velocity }: Sprite, height: number, width: number): Moving {
  return { y, x, velocity, spanY: height - side, spanX: width - side, height: side, width: side };
}

function paintSprite(sprite: Sprite, t: number, batch: Batch, start: number, group: number): void {
  const { side, covers, color } = sprite;
  const [, , height, width, channels] = batch.shape;
  const top = bounce(sprite.y, sprite.velocity[0], t, height - side);
  const left = bounce(sprite.x, sprite.velocity[1], t, width - side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      // An outline covers a pixel if it covers its centre; so outlines are as symmetric as the grid allows.
      if (!covers((2 * y + 1) / side - 1, (2 * x + 1) / side - 1)) continue;
      const pixel = start + (top + y) * width + left + x;
      batch.groups[pixel] = group;
      for (let c = 0; c < channels; c++) batch.frames[pixel * channels + c] = color[c]!;
    }
  }
}

/** Draws a colour of uniform hue with full saturation and value, as red, green and blue in [0, 1]. */
function drawColor(random: Random): readonly number[] {
  const hue = random.uniform() * 6;
  return [5, 3, 1].map((shift) => {
    const k = (shift + hue) % 6;
    return 1 - Math.max(0, Math.min(k, 4 - k, 1));
  });
}

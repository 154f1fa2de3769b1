import type { AnnotatedDataset } from './annotations.ts';
import { type DigitSplits, firstDigits, halveDigit } from './digits.ts';
import { checkInteger, DatasetOptionError } from './errors.ts';
import { constantFactor, motionFactors } from './factors.ts';
import { generated } from './generated.ts';
import { INK, paperSizes } from './items.ts';
import { bounce, type VelocityLaw, wholeVelocities } from './motion.ts';
import { checkGenerator, optionKinds } from './option-kinds.ts';
import type { Batch, Split } from './types.ts';

/** Options of `flyingMnist`. */
export interface FlyingMnistOptions {
  readonly seed: number;
  /** The digits to draw from, as `loadMnist` of `@neural-em/datasets/mnist` gives them. */
  readonly digits: DigitSplits;
  /** Number of training digits that are used, from the first one: 20 and 500 in the paper's stages. Default: all. */
  readonly variants?: number;
  /** Number of digits in an image. */
  readonly objects?: number;
  /** Number of frames of an item; with 1 the digits are static. */
  readonly frames?: number;
  readonly height?: number;
  readonly width?: number;
  readonly velocity?: VelocityLaw;
  /** Number of items of each split; item i does not depend on it. */
  readonly size?: Partial<Record<Split, number>>;
}

interface FlyingDigit {
  readonly label: number;
  readonly pixels: Float32Array;
  readonly y: number;
  readonly x: number;
  readonly velocity: readonly [number, number];
}

/**
 * Makes flying MNIST (Greff, van Steenkiste and Schmidhuber 2017, section 4.3): two digits, halved to 14×14 pixels, move straight over a
 * grey image of 24×24 and bounce off its edges, in 21 frames by default.
 * The paper does not say how fast digits move or how they combine. Here a digit moves by −1, 0 or +1 pixel per frame along each axis, and a
 * pixel shows the brighter digit. A pixel's group is the digit that is brighter than 0.1 there; 0 if there is none or more than one.
 * Annotations: `positions`, `digits` and, for digits that move, `velocities`.
 * `variants` limits the training split only: validation and test always draw from all of their digits.
 * Throws a `DatasetOptionError` for options out of range.
 */
export function flyingMnist(options: FlyingMnistOptions): AnnotatedDataset {
  checkGenerator('flyingMnist', options, {
    digits: optionKinds.digits,
    variants: optionKinds.unchecked,
    objects: optionKinds.unchecked,
    frames: optionKinds.unchecked,
    height: optionKinds.unchecked,
    width: optionKinds.unchecked,
    velocity: optionKinds.velocity,
  });
  const { seed, digits, variants, objects = 2, frames = 21, height = 24, width = 24, velocity = wholeVelocities(1), size } = options;
  checkInteger('objects', objects, 1, 255);
  const pools = { ...digits, training: firstDigits(digits.training, variants) };
  const rows = digits.training.height >> 1;
  const columns = digits.training.width >> 1;
  const spanY = height - rows;
  const spanX = width - columns;
  if (spanY < 0 || spanX < 0) throw new DatasetOptionError(`digits of ${rows}×${columns} do not fit into an image of ${height}×${width}`);
  return generated<FlyingDigit[]>({
    name: 'flying-mnist',
    seed,
    imageShape: [height, width, 1],
    frames,
    size: { ...paperSizes, ...size },
    objects,
    factors: {
      ...motionFactors(frames, (item: FlyingDigit[], k) => ({ ...item[k]!, spanY, spanX, height: rows, width: columns })),
      digits: constantFactor('class', 1, (item, k) => [item[k]!.label]),
    },
    draw: (random, split) =>
      Array.from({ length: objects }, () => {
        const index = random.integer(pools[split].labels.length);
        return {
          label: pools[split].labels[index]!,
          pixels: halveDigit(pools[split], index),
          y: random.integer(spanY + 1),
          x: random.integer(spanX + 1),
          velocity: velocity(random.uniform),
        };
      }),
    paint: (item, t, batch, pixel) =>
      item.forEach((digit, k) => {
        const top = bounce(digit.y, digit.velocity[0], t, spanY);
        const left = bounce(digit.x, digit.velocity[1], t, spanX);
        for (let y = 0; y < rows; y++) {
          lighten(batch, pixel + (top + y) * width + left, digit.pixels.subarray(y * columns, (y + 1) * columns), k + 1);
        }
      }),
  });
}

/** Draws a row of a digit over the image and keeps the brighter value of each pixel. */
function lighten(batch: Batch, start: number, row: Float32Array, group: number): void {
  const { frames, groups } = batch;
  for (let x = 0; x < row.length; x++) {
    const pixel = start + x;
    const value = row[x]!;
    if (value > INK) groups[pixel] = frames[pixel]! > INK ? 0 : group;
    if (value > frames[pixel]!) frames[pixel] = value;
  }
}

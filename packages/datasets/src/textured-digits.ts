import type { AnnotatedDataset } from './annotations.ts';
import { type DigitSplits, type Digits, firstDigits } from './digits.ts';
import { DatasetOptionError } from './errors.ts';
import { constantFactor } from './factors.ts';
import { generated } from './generated.ts';
import { paperSizes } from './items.ts';
import { checkGenerator, optionKinds } from './option-kinds.ts';
import type { Batch, Split } from './types.ts';

/** Options of `texturedDigits`. */
export interface TexturedDigitsOptions {
  readonly seed: number;
  /** The digits to draw from, as `loadMnist` of `@neural-em/datasets/mnist` gives them. */
  readonly digits: DigitSplits;
  readonly objects?: 1 | 2;
  readonly size?: Partial<Record<Split, number>>;
}

/** The side of the tile after which each texture repeats. */
const TILE = 38;
/** The numbers of whole waves that a texture makes along a tile, down and across. */
const waves = [4, 10, 21, 32, 37].flatMap((down, row) => [0, 4, 8, 12].map((across) => [down, across + row] as const));
const ramp = cosineTable();

interface Layer {
  readonly wave: readonly [number, number];
  readonly offset: readonly [number, number];
}

interface TexturedDigit extends Layer {
  readonly index: number;
  readonly group: number;
  /** The number of pixels by which the digit is moved down and to the right. */
  readonly shift: number;
}

interface Scene {
  readonly digits: Digits;
  readonly background: Layer;
  /** The digits, from the back to the front. */
  readonly layers: readonly TexturedDigit[];
}

/**
 * Makes the textured digits of Tagger (Greff and others 2016), after its published generator: each MNIST digit and the background carry one of 20
 * sinusoidal textures at a random offset, so that brightness alone does not show the digit. The first of two digits is moved up and left by two
 * pixels, the second down and right; either may be in front. The brightness of a digit in MNIST is its opacity.
 * A pixel's group is the layer with the largest share in it: 1 or 2 for a digit, 0 for the background.
 * Annotations: `digits` and `textures`, both classes.
 * Throws a `DatasetOptionError` for options out of range.
 */
export function texturedDigits(options: TexturedDigitsOptions): AnnotatedDataset {
  checkGenerator('texturedDigits', options, { digits: optionKinds.digits, objects: optionKinds.unchecked });
  const { seed, digits, objects = 2, size } = options;
  if (objects !== 1 && objects !== 2) throw new DatasetOptionError(`objects must be 1 or 2, not ${objects}`);
  const pools = { ...digits, training: firstDigits(digits.training, undefined) };
  const { height, width } = pools.training;
  return generated<Scene>({
    name: 'textured-digits',
    seed,
    imageShape: [height, width, 1],
    frames: 1,
    size: { ...paperSizes, ...size },
    objects,
    factors: {
      digits: constantFactor('class', 1, (scene: Scene, k) => [scene.digits.labels[layerOf(scene, k).index]!]),
      textures: constantFactor('class', 1, (scene, k) => [waves.indexOf(layerOf(scene, k).wave)]),
    },
    draw: (random, split) => {
      const left = [...waves];
      const drawLayer = (): Layer => ({
        wave: left.splice(random.integer(left.length), 1)[0]!,
        offset: [random.integer(TILE), random.integer(TILE)],
      });
      const background = drawLayer();
      const layers = Array.from({ length: objects }, (_, k) => ({
        ...drawLayer(),
        index: random.integer(pools[split].labels.length),
        group: k + 1,
        shift: objects === 1 ? 0 : 4 * k - 2,
      }));
      return { digits: pools[split], background, layers: random.integer(2) === 0 ? layers : layers.reverse() };
    },
    paint: (scene, _, batch, pixel) => {
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) paintPixel(scene, y, x, batch, pixel + y * width + x);
    },
  });
}

/** Returns the digit of group k + 1, which may be in front or behind. */
function layerOf({ layers }: Scene, k: number): TexturedDigit {
  return layers.find(({ group }) => group === k + 1)!;
}

function paintPixel({ digits, background, layers }: Scene, y: number, x: number, batch: Batch, pixel: number): void {
  let value = texture(background, y, x);
  let group = 0;
  // A layer in front shrinks the shares of all layers behind it by the same factor, so only the largest of them needs to be known.
  let largestShare = 1;
  for (const layer of layers) {
    const opacity = inkAt(digits, layer.index, y - layer.shift, x - layer.shift);
    value = opacity * texture(layer, y, x) + (1 - opacity) * value;
    largestShare *= 1 - opacity;
    if (opacity > largestShare) {
      largestShare = opacity;
      group = layer.group;
    }
  }
  batch.frames[pixel] = value;
  batch.groups[pixel] = group;
}

function inkAt({ height, width, images }: Digits, index: number, y: number, x: number): number {
  return y >= 0 && y < height && x >= 0 && x < width ? images[(index * height + y) * width + x]! / 255 : 0;
}

/** Returns the value of a plane wave, in [0, 1]. */
function texture({ wave, offset }: Layer, y: number, x: number): number {
  return ramp[(wave[0] * (y + offset[0]) + wave[1] * (x + offset[1])) % TILE]!;
}

/** Returns (1 + cos(2πk / TILE)) / 2, by repeated rotation, because `Math.cos` may differ in the last bit between machines. */
function cosineTable(): Float32Array {
  const cos = 0.9863613034027223; // cos(2π / 38)
  const sin = 0.1645945902807339; // sin(2π / 38)
  const table = new Float32Array(TILE);
  for (let k = 0, c = 1, s = 0; k < TILE; k++) {
    table[k] = (1 + c) / 2;
    [c, s] = [c * cos - s * sin, s * cos + c * sin];
  }
  return table;
}

import { uniforms } from '../../shared/random.ts';
import type { GrouperOptions } from './types.ts';

/** Methods that only read coordinates group the pixels that are brighter than this; all other pixels have equal responsibilities. */
const INK = 0.1;

/** Row and column of a pixel that is grouped. */
export interface Point {
  readonly pixel: number;
  readonly y: number;
  readonly x: number;
}

export function pointsOf(image: Float32Array, width: number): Point[] {
  return [...image.keys()].filter((i) => image[i]! > INK).map((pixel) => ({ pixel, y: Math.floor(pixel / width), x: pixel % width }));
}

export const squaredDistance = (a: Omit<Point, 'pixel'>, b: Omit<Point, 'pixel'>) => (a.y - b.y) ** 2 + (a.x - b.x) ** 2;

/**
 * Returns the first centres of the groups: each is a pixel, drawn in proportion to its squared distance from the centres before
 * (k-means++).
 */
export function startingCentres({ image, width, height, components, seed }: GrouperOptions): Omit<Point, 'pixel'>[] {
  const points = pointsOf(image, width);
  const uniform = uniforms(seed);
  const centres: Omit<Point, 'pixel'>[] = [];
  for (let k = 0; k < components; k++) {
    const weights = points.map((point) => Math.min(1e6, ...centres.map((centre) => squaredDistance(point, centre))));
    let left = uniform() * weights.reduce((a, b) => a + b, 0);
    const chosen = points.find((_, i) => {
      left -= weights[i]!;
      return left < 0;
    });
    // If there are fewer pixels than groups, the remaining centres start anywhere.
    centres.push(chosen ?? { y: uniform() * height, x: uniform() * width });
  }
  return centres;
}

/** Returns responsibilities, [K, H·W]: the given ones at the points, and equal ones elsewhere. */
export function spreadOver(
  points: readonly Point[],
  components: number,
  pixels: number,
  at: (point: Point) => readonly number[],
): Float32Array {
  const gamma = new Float32Array(components * pixels).fill(1 / components);
  for (const point of points) for (const [k, share] of at(point).entries()) gamma[k * pixels + point.pixel] = share;
  return gamma;
}

/** Returns an image of each component, [K, H·W], computed by a function of row and column. */
export function paint(components: number, height: number, width: number, value: (k: number, y: number, x: number) => number): Float32Array {
  return Float32Array.from({ length: components * height * width }, (_, i) => {
    const pixel = i % (height * width);
    return value(Math.floor(i / (height * width)), Math.floor(pixel / width), pixel % width);
  });
}

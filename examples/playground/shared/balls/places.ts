import type { Place } from '../picture.ts';

/** How far from a ball, in pixels, a click may be. */
const REACH = 2;
/** A component that predicts fewer lit pixels than this holds nothing. */
const LEAST_MASS = 3;

/** The middle of a pixel, or of a ball, in pixels down and across. */
export interface Spot {
  readonly y: number;
  readonly x: number;
}

/** Returns the nearest pixel within reach for which `isBall` holds; undefined if there is none. */
export function nearestPixel({ x, y }: Place, side: number, isBall: (pixel: number) => boolean): number | undefined {
  let [best, distance] = [undefined as number | undefined, Number.POSITIVE_INFINITY];
  for (let row = Math.max(0, y - REACH); row <= Math.min(side - 1, y + REACH); row++)
    for (let column = Math.max(0, x - REACH); column <= Math.min(side - 1, x + REACH); column++) {
      const far = Math.hypot(row - y, column - x);
      if (far < distance && isBall(row * side + column)) [best, distance] = [row * side + column, far];
    }
  return best;
}

/** Returns the direction, of length 1, from the middle of a pixel to the middle of a ball; upwards if they are the same. */
export function awayFrom({ x, y }: Place, middle: Spot): Spot {
  const [down, across] = [middle.y - y - 0.5, middle.x - x - 0.5];
  const length = Math.hypot(down, across);
  return length < 0.1 ? { y: -1, x: 0 } : { y: down / length, x: across / length };
}

/** What components draw: responsibilities and predictions, [K, H·W] each. */
export interface Drawn {
  readonly gamma: Float32Array;
  readonly means: Float32Array;
}

/** Returns the centre of mass of gamma · psi of component k; undefined if the component holds nothing. */
export function placeOf({ gamma, means }: Drawn, k: number, side: number): Spot | undefined {
  let [mass, y, x] = [0, 0, 0];
  for (let pixel = 0; pixel < side * side; pixel++) {
    const weight = gamma[k * side * side + pixel]! * means[k * side * side + pixel]!;
    mass += weight;
    y += weight * (Math.floor(pixel / side) + 0.5);
    x += weight * ((pixel % side) + 0.5);
  }
  return mass < LEAST_MASS ? undefined : { y: y / mass, x: x / mass };
}

import type { Annotation } from './annotations.ts';
import { bounce, heading } from './motion.ts';

/** A property of each object of an item, as n numbers. */
export interface Factor<Item> {
  /** The number of numbers, n. */
  readonly size: number;
  /** A `class` is a whole number below 256 that names a kind. */
  readonly of: 'measure' | 'class';
  /** Returns the numbers of object `k` in frame `t`. */
  read(item: Item, k: number, t: number): readonly number[];
}

/** Factors by name. */
export type Factors<Item> = Readonly<Record<string, Factor<Item>>>;

/** Returns a factor that is the same in all frames. */
export function constantFactor<Item>(
  of: Factor<Item>['of'],
  size: number,
  read: (item: Item, k: number) => readonly number[],
): Factor<Item> {
  return { size, of, read };
}

/** An object on a straight path between walls: where its corner starts, and how far it can move. */
export interface Moving {
  readonly y: number;
  readonly x: number;
  readonly velocity: readonly [down: number, across: number];
  readonly spanY: number;
  readonly spanX: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Returns the factor `positions`, the centre in pixels down and across, and for items of several frames `velocities`, the motion to the next
 * frame in pixels. A pixel reaches from its row to the next one, so that the centre of the first pixel is (0.5, 0.5).
 */
export function motionFactors<Item>(frames: number, objectOf: (item: Item, k: number) => Moving): Factors<Item> {
  const positions: Factor<Item> = {
    size: 2,
    of: 'measure',
    read: (item, k, t) => {
      const { y, x, velocity, spanY, spanX, height, width } = objectOf(item, k);
      return [bounce(y, velocity[0], t, spanY) + height / 2, bounce(x, velocity[1], t, spanX) + width / 2];
    },
  };
  const velocities: Factor<Item> = {
    size: 2,
    of: 'measure',
    read: (item, k, t) => {
      const { y, x, velocity, spanY, spanX } = objectOf(item, k);
      return [heading(y, velocity[0], t, spanY), heading(x, velocity[1], t, spanX)];
    },
  };
  return frames === 1 ? { positions } : { positions, velocities };
}

/** Returns an annotation of zeros for each factor, [T, B, N, n]. */
export function emptyAnnotations<Item>(
  factors: Factors<Item>,
  [T, B, N]: readonly [T: number, B: number, N: number],
): Record<string, Annotation> {
  return Object.fromEntries(
    Object.entries(factors).map(([name, { size, of }]) => {
      const length = T * B * N * size;
      return [name, { shape: [T, B, N, size], values: of === 'class' ? new Uint8Array(length) : new Float32Array(length) }];
    }),
  );
}

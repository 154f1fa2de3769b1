import { createRandom, type Random } from '@neural-em/random';
import type { AnnotatedBatch, AnnotatedDataset, Annotation } from './annotations.ts';
import { advance, type Ball } from './ball-physics.ts';
import { checkInteger, DatasetOptionError } from './errors.ts';
import { checkRecipe } from './generated.ts';
import { emptyBatch, paperSizes } from './items.ts';
import { randomDirection } from './motion.ts';
import type { Batch, Split } from './types.ts';

/** Options of `bouncingBalls`. */
export interface BouncingBallsOptions {
  readonly seed: number;
  /** Balls in an image: a number, or the least and the most. */
  readonly objects?: number | readonly [least: number, most: number];
  /** Smallest and largest radius, in pixels; the mass goes with the area. Equal ones give equal masses. */
  readonly radii?: readonly [least: number, most: number];
  /** Hides what is behind an unseen rectangle, at another place in each sequence. */
  readonly curtain?: boolean;
  readonly frames?: number;
  /** Height and width of the image. */
  readonly side?: number;
  readonly size?: Partial<Record<Split, number>>;
}

/** Batches of bouncing balls: `N` is the most balls there can be; the rows of balls that are not there are 0. */
export interface BallsBatch extends AnnotatedBatch {
  readonly annotations: {
    /** Centres, in pixels down and across, [T, B, N, 2]. */
    readonly positions: Annotation;
    /** Pixels a frame, down and across, as they are in the frame, [T, B, N, 2]. */
    readonly velocities: Annotation;
    /** 1 on the pixels of balls that hit another one since the last frame, [T, B, H, W, 1]. */
    readonly collisions: Annotation;
  };
}

/** A dataset of bouncing balls. */
export interface BallsDataset extends AnnotatedDataset {
  read(split: Split, indices: ArrayLike<number>): BallsBatch;
}

interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

const NAME = 'bouncing-balls';

/**
 * Bouncing balls after Relational N-EM (van Steenkiste and others 2018): binary discs on 64×64 pixels, of random radii and the masses
 * that go with them, that bounce off each other and off the walls, 51 frames. The authors' datasets with four balls, with six to eight and
 * with a curtain are `{ objects: 4 }`, `{ objects: [6, 8] }` and `{ objects: 3, curtain: true }` here.
 * Sizes and speeds are this package's own: radii uniform over 4 to 7 pixels, speeds over 1 to 2.5 pixels a frame, both sides of the
 * curtain over a quarter to a half of the image. Throws a `DatasetOptionError` for options out of range.
 */
export function bouncingBalls(options: BouncingBallsOptions): BallsDataset {
  const { seed, objects = 4, radii = [4, 7], curtain = false, frames = 51, side = 64, size } = options;
  const [least, most] = typeof objects === 'number' ? [objects, objects] : objects;
  checkInteger('objects', least, 1, 255);
  checkInteger('objects', most, least, 255);
  if (!(radii[0] > 0 && radii[1] >= radii[0] && 2 * radii[1] <= side)) {
    throw new DatasetOptionError(`radii must be two rising numbers from 0 to half the side (${side / 2}), not ${radii.join(' and ')}`);
  }
  const description = { name: NAME, imageShape: [side, side, 1] as const, frames, size: { ...paperSizes, ...size } };
  checkRecipe({ ...description, seed });
  const read = (split: Split, indices: ArrayLike<number>): BallsBatch => {
    const batch = emptyBallsBatch(emptyBatch(description, split, indices), most);
    for (let b = 0; b < indices.length; b++) {
      const random = createRandom(seed, NAME, split, indices[b]!);
      const balls = drawBalls(random, least + random.integer(most - least + 1), radii, side);
      const hidden = curtain ? drawCurtain(random, side) : undefined;
      for (let t = 0; t < frames; t++) {
        const hits = t === 0 ? new Set<Ball>() : advance(balls, side);
        for (const [k, ball] of balls.entries()) recordBall({ batch, t, b, k }, ball, hits.has(ball), hidden);
      }
    }
    return batch;
  };
  return { ...description, read };
}

function emptyBallsBatch(batch: Batch, most: number): BallsBatch {
  const [frames, items] = batch.shape;
  const vectors = (): Annotation => ({ shape: [frames, items, most, 2], values: new Float32Array(frames * items * most * 2) });
  const collisions = { shape: [...batch.shape.slice(0, 4), 1], values: new Uint8Array(batch.groups.length) };
  return { ...batch, annotations: { positions: vectors(), velocities: vectors(), collisions } };
}

/** Balls at places where none touches another, each with a velocity of its own. */
function drawBalls(random: Random, count: number, radii: readonly [number, number], side: number): Ball[] {
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  for (let attempt = 0; attempt < 100; attempt++) {
    const balls: Ball[] = [];
    // A place that is taken is drawn again; a crowded image is given up and begun anew.
    for (let tries = 0; balls.length < count && tries < 50 * count; tries++) {
      const radius = between(...radii);
      const position: [number, number] = [between(radius, side - radius), between(radius, side - radius)];
      if (balls.every((other) => distance(other.position, position) > other.radius + radius)) {
        const speed = between(1, 2.5);
        const [down, across] = randomDirection(random.uniform);
        balls.push({ radius, position, velocity: [speed * down, speed * across] });
      }
    }
    if (balls.length === count) return balls;
  }
  throw new DatasetOptionError(`objects must be few enough for the image: no room was found for ${count} balls on ${side}×${side} pixels`);
}

function distance(a: readonly [number, number], b: readonly [number, number]): number {
  return Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2);
}

function drawCurtain(random: Random, side: number): Rectangle {
  const extent = () => Math.round(side * (0.25 + 0.25 * random.uniform()));
  const height = extent();
  const width = extent();
  const top = random.integer(side - height + 1);
  const left = random.integer(side - width + 1);
  return { top, left, bottom: top + height, right: left + width };
}

/** Paints ball `k` of item `b` into frame `t` and notes where it is. */
function recordBall(
  { batch, t, b, k }: { readonly batch: BallsBatch; readonly t: number; readonly b: number; readonly k: number },
  { radius, position, velocity }: Ball,
  hit: boolean,
  hidden: Rectangle | undefined,
): void {
  const { positions, velocities, collisions } = batch.annotations;
  const [, items, height, width] = batch.shape;
  const row = ((t * items + b) * positions.shape[2]! + k) * 2;
  positions.values.set(position, row);
  velocities.values.set(velocity, row);
  for (let y = Math.ceil(position[0] - radius - 0.5); y < position[0] + radius - 0.5; y++) {
    for (let x = Math.ceil(position[1] - radius - 0.5); x < position[1] + radius - 0.5; x++) {
      // A pixel is on when its centre is inside.
      if ((y + 0.5 - position[0]) ** 2 + (x + 0.5 - position[1]) ** 2 > radius * radius) continue;
      if (hidden && y >= hidden.top && y < hidden.bottom && x >= hidden.left && x < hidden.right) continue;
      const pixel = ((t * items + b) * height + y) * width + x;
      batch.groups[pixel] = batch.frames[pixel] === 0 ? k + 1 : 0;
      batch.frames[pixel] = 1;
      if (hit) collisions.values[pixel] = 1;
    }
  }
}

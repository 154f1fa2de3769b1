import { createRandom } from '@neural-em/random';
import type { AnnotatedBatch, AnnotatedDataset, Annotation } from './annotations.ts';
import { advance, type Ball, HIT_BALL } from './ball-physics.ts';
import { type BallKind, type Curtain, drawBalls, drawCurtain } from './draw-balls.ts';
import { checkInteger, DatasetOptionError } from './errors.ts';
import { checkRecipe } from './generated.ts';
import { emptyBatch, paperSizes } from './items.ts';
import { checkGenerator, optionKinds } from './option-kinds.ts';
import type { Batch, Split } from './types.ts';

/** A push that a ball gets after a frame; the next frame is the first that shows it. */
export interface BallPush {
  /** The frame after which the push is given, counted from 0. */
  readonly frame: number;
  /** The ball, counted from 0; sequences with fewer balls have no such push. */
  readonly ball: number;
  /** What is added to the velocity of the ball, in pixels per frame. */
  readonly velocity: readonly [down: number, across: number];
}

/** Options of `bouncingBalls`. */
export interface BouncingBallsOptions {
  readonly seed: number;
  /** Number of balls in an image, or the smallest and the largest number. */
  readonly objects?: number | readonly [least: number, most: number];
  /**
   * Kinds of balls: radius, in pixels, and mass. Each ball is of one of them, with equal chance. Default: radius 0.08 · side with mass 1,
   * and 0.1 · side with mass 6.
   */
  readonly kinds?: readonly BallKind[];
  /** Root of the sum of all squared velocities at the start, in pixels per frame. Default: side / 30. */
  readonly speed?: number;
  /** Side of an invisible square that hides the balls behind it, at another place in each sequence. Default: 0, no square. */
  readonly curtain?: number;
  /** Pushes that are given in every sequence, to see what would have happened. Default: none. */
  readonly pushes?: readonly BallPush[];
  readonly frames?: number;
  /** Height and width of the image, in pixels. */
  readonly side?: number;
  readonly size?: Partial<Record<Split, number>>;
}

/** Batches of bouncing balls: `N` is the largest number of balls; rows of missing balls are 0. */
export interface BallsBatch extends AnnotatedBatch {
  readonly annotations: {
    /** Centres, in pixels down and across, [T, B, N, 2]. */
    readonly positions: Annotation;
    /** Velocities in each frame, in pixels per frame, down and across, [T, B, N, 2]. */
    readonly velocities: Annotation;
    /** 1 on the pixels of balls that hit another one since the last frame, [T, B, H, W, 1]. */
    readonly collisions: Annotation;
    /** What each ball has hit since the last frame: 1 = another ball, 2 = a wall, 3 = both, 0 = nothing; [T, B, N]. */
    readonly events: Annotation;
  };
}

/** A dataset of bouncing balls. */
export interface BallsDataset extends AnnotatedDataset {
  read(split: Split, indices: ArrayLike<number>): BallsBatch;
}

const NAME = 'bouncing-balls';

/**
 * Makes a dataset of bouncing balls after Relational N-EM (van Steenkiste and others 2018): binary discs on 64×64 pixels that bounce off each
 * other and off the walls, elastically and without overlap, in 51 frames. The authors' generator is not published; radii, masses and speeds were
 * measured on the sequences that come with their code (`golden/ball-statistics.json`). Sizes and speeds are proportional to the side of the image.
 *
 * The authors' three datasets are `balls4mass`, `balls678mass` and `balls3curtain`. Throws a `DatasetOptionError` for options out of range.
 */
export function bouncingBalls(options: BouncingBallsOptions): BallsDataset {
  checkGenerator('bouncingBalls', options, {
    objects: optionKinds.unchecked,
    kinds: optionKinds.unchecked,
    speed: optionKinds.unchecked,
    curtain: optionKinds.unchecked,
    pushes: optionKinds.unchecked,
    frames: optionKinds.unchecked,
    side: optionKinds.unchecked,
  });
  const { seed, objects = 4, curtain = 0, pushes = [], frames = 51, side = 64, size } = options;
  const { kinds = kindsFor(side), speed = side / 30 } = options;
  const [least, most] = typeof objects === 'number' ? [objects, objects] : objects;
  checkInteger('objects', least, 1, 255);
  checkInteger('objects', most, least, 255);
  checkInteger('curtain', curtain, 0, side);
  if (!(speed >= 0 && speed < Number.POSITIVE_INFINITY)) throw new DatasetOptionError(`speed must be a number of at least 0, not ${speed}`);
  if (kinds.length === 0) throw new DatasetOptionError('kinds must name at least one radius and mass');
  for (const { radius, mass } of kinds) checkKind(radius, mass, side);
  for (const push of pushes) checkPush(push, most);
  const description = { name: NAME, imageShape: [side, side, 1] as const, frames, size: { ...paperSizes, ...size } };
  checkRecipe({ ...description, seed });
  const read = (split: Split, indices: ArrayLike<number>): BallsBatch => {
    const batch = emptyBallsBatch(emptyBatch(description, split, indices), most);
    for (let b = 0; b < indices.length; b++) {
      const random = createRandom(seed, NAME, split, indices[b]!);
      const balls = drawBalls(random, { count: least + random.integer(most - least + 1), kinds, speed, side });
      const hidden = curtain > 0 ? drawCurtain(random, curtain, side) : undefined;
      for (let t = 0; t < frames; t++) {
        const events = t === 0 ? new Uint8Array(balls.length) : advance(balls, side);
        for (const [k, ball] of balls.entries()) recordBall({ batch, t, b, k }, ball, events[k]!, hidden);
        for (const { frame, ball, velocity } of pushes)
          if (frame === t) for (const axis of [0, 1] as const) if (balls[ball]) balls[ball].velocity[axis] += velocity[axis];
      }
    }
    return batch;
  };
  return { ...description, read };
}

/** Returns the default kinds: light and heavy balls. */
function kindsFor(side: number): BallKind[] {
  return [
    { radius: 0.08 * side, mass: 1 },
    { radius: 0.1 * side, mass: 6 },
  ];
}

function checkKind(radius: number, mass: number, side: number): void {
  if (!(radius > 0 && 2 * radius <= side))
    throw new DatasetOptionError(`a radius in kinds must be above 0 and at most half the side (${side / 2}), not ${radius}`);
  if (!(mass > 0 && mass < Number.POSITIVE_INFINITY)) throw new DatasetOptionError(`a mass in kinds must be a number above 0, not ${mass}`);
}

function checkPush({ frame, ball, velocity }: BallPush, most: number): void {
  checkInteger('the frame of a push', frame, 0);
  checkInteger('the ball of a push', ball, 0, most - 1);
  if (velocity.length !== 2 || !velocity.every(Number.isFinite))
    throw new DatasetOptionError(`the velocity of a push must be two numbers, [down, across], not [${velocity.join(', ')}]`);
}

function emptyBallsBatch(batch: Batch, most: number): BallsBatch {
  const [frames, items] = batch.shape;
  const vectors = (): Annotation => ({ shape: [frames, items, most, 2], values: new Float32Array(frames * items * most * 2) });
  const collisions = { shape: [...batch.shape.slice(0, 4), 1], values: new Uint8Array(batch.groups.length) };
  const events = { shape: [frames, items, most], values: new Uint8Array(frames * items * most) };
  return { ...batch, annotations: { positions: vectors(), velocities: vectors(), collisions, events } };
}

/** Paints ball `k` of item `b` into frame `t` and records its position. */
function recordBall(
  { batch, t, b, k }: { readonly batch: BallsBatch; readonly t: number; readonly b: number; readonly k: number },
  { radius, position, velocity }: Ball,
  event: number,
  hidden: Curtain | undefined,
): void {
  const { positions, velocities, collisions, events } = batch.annotations;
  const [, items, height, width] = batch.shape;
  const row = (t * items + b) * positions.shape[2]! + k;
  positions.values.set(position, 2 * row);
  velocities.values.set(velocity, 2 * row);
  events.values[row] = event;
  const { frames, groups } = batch;
  const collided = (event & HIT_BALL) > 0 ? collisions.values : undefined;
  for (let y = Math.ceil(position[0] - radius - 0.5); y + 0.5 <= position[0] + radius; y++) {
    // A pixel is on when its centre is inside.
    const half = Math.sqrt(radius * radius - (y + 0.5 - position[0]) ** 2);
    const start = ((t * items + b) * height + y) * width;
    const right = Math.floor(position[1] + half - 0.5);
    for (let x = Math.ceil(position[1] - half - 0.5); x <= right; x++) {
      if (hidden && isHidden(hidden, y, x)) continue;
      groups[start + x] = k + 1;
      frames[start + x] = 1;
      if (collided) collided[start + x] = 1;
    }
  }
}

function isHidden({ top, left, extent }: Curtain, y: number, x: number): boolean {
  return y >= top && y < top + extent && x >= left && x < left + extent;
}

import type { Random } from '@neural-em/random';
import type { Ball } from './ball-physics.ts';
import { DatasetOptionError } from './errors.ts';

/** A kind of balls. */
export interface BallKind {
  /** In pixels. */
  readonly radius: number;
  readonly mass: number;
}

/** A square that hides the balls behind it: its first row and column, and its number of rows and columns. */
export interface Curtain {
  readonly top: number;
  readonly left: number;
  readonly extent: number;
}

/**
 * Draws balls of random kinds at places where no ball touches another. `speed` is the root of the sum of all squared velocities.
 *
 * @throws DatasetOptionError if the image has no room for the balls.
 */
export function drawBalls(
  random: Random,
  {
    count,
    kinds,
    speed,
    side,
  }: { readonly count: number; readonly kinds: readonly BallKind[]; readonly speed: number; readonly side: number },
): Ball[] {
  // Kinds are drawn once, before the places. If they were drawn with the places, large balls would fit, and so occur, less often.
  const drawn = Array.from({ length: count }, () => kinds[random.integer(kinds.length)]!);
  const within = (radius: number) => radius + (side - 2 * radius) * random.uniform();
  for (let attempt = 0; attempt < 100; attempt++) {
    const balls: Ball[] = [];
    // A place that overlaps another ball is drawn again; an image that stays too crowded is started again.
    for (let tries = 0; balls.length < count && tries < 50 * count; tries++) {
      const { radius, mass } = drawn[balls.length]!;
      const position: [number, number] = [within(radius), within(radius)];
      if (balls.some((other) => distance(other.position, position) <= other.radius + radius)) continue;
      balls.push({ radius, mass, position, velocity: [roughlyNormal(random), roughlyNormal(random)] });
    }
    if (balls.length < count) continue;
    const norm = Math.sqrt(balls.reduce((sum, { velocity: [y, x] }) => sum + y * y + x * x, 0));
    for (const { velocity } of balls) for (const axis of [0, 1] as const) velocity[axis] *= speed / norm;
    return balls;
  }
  throw new DatasetOptionError(`objects must be few enough for the image: no room was found for ${count} balls on ${side}×${side} pixels`);
}

export function drawCurtain(random: Random, extent: number, side: number): Curtain {
  return { top: random.integer(side - extent + 1), left: random.integer(side - extent + 1), extent };
}

function distance(a: readonly [number, number], b: readonly [number, number]): number {
  return Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2);
}

/** Draws a roughly normal number: the sum of twelve uniform ones less its mean. Unlike logarithms, it has the same bits on every machine. */
function roughlyNormal({ uniform }: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += uniform();
  return sum;
}

/** A ball: its position in pixels and its velocity in pixels per frame, both as [down, across]. */
export interface Ball {
  readonly radius: number;
  readonly mass: number;
  readonly position: [down: number, across: number];
  readonly velocity: [down: number, across: number];
}

/** The bits that say what happens to a ball in a frame. */
export const HIT_BALL = 1;
export const HIT_WALL = 2;

/** The next event: ball `a` meets ball `b` or, if `b` is undefined, a wall along `axis`. */
interface Encounter {
  readonly time: number;
  readonly a: number;
  readonly b?: number;
  readonly axis?: 0 | 1;
}

/**
 * Moves balls on by one frame. Each encounter happens at its exact time, so that balls never overlap or leave the image; between
 * encounters they fly straight on.
 *
 * @returns for each ball `HIT_BALL`, `HIT_WALL`, the sum of both, or 0.
 */
export function advance(balls: readonly Ball[], side: number): Uint8Array {
  const events = new Uint8Array(balls.length);
  for (let left = 1; ; ) {
    const next = firstEncounter(balls, side, left);
    for (const { position, velocity } of balls) for (const axis of [0, 1] as const) position[axis] += velocity[axis] * (next?.time ?? left);
    if (!next) return events;
    left -= next.time;
    const { a, b, axis } = next;
    if (b !== undefined) {
      collide(balls[a]!, balls[b]!);
      events[a]! |= HIT_BALL;
      events[b]! |= HIT_BALL;
    } else if (axis !== undefined) {
      balls[a]!.velocity[axis] *= -1;
      events[a]! |= HIT_WALL;
    }
  }
}

function firstEncounter(balls: readonly Ball[], side: number, within: number): Encounter | undefined {
  let first: Encounter | undefined;
  const keepIfFirst = (encounter: Encounter) => {
    if (encounter.time < (first?.time ?? within)) first = encounter;
  };
  for (const [a, ball] of balls.entries()) {
    for (const axis of [0, 1] as const) keepIfFirst({ time: timeToWall(ball, axis, side), a, axis });
    for (let b = a + 1; b < balls.length; b++) keepIfFirst({ time: timeToTouch(ball, balls[b]!), a, b });
  }
  return first;
}

function timeToWall({ radius, position, velocity }: Ball, axis: 0 | 1, side: number): number {
  const speed = velocity[axis];
  if (speed === 0) return Number.POSITIVE_INFINITY;
  const way = speed < 0 ? radius - position[axis] : side - radius - position[axis];
  // Rounding may have put the ball slightly behind the wall.
  return Math.max(0, way / speed);
}

/** Returns the time until two balls that approach each other touch: the smaller root of |distance + t · relative velocity| = sum of radii. */
function timeToTouch(a: Ball, b: Ball): number {
  const dy = b.position[0] - a.position[0];
  const dx = b.position[1] - a.position[1];
  const vy = b.velocity[0] - a.velocity[0];
  const vx = b.velocity[1] - a.velocity[1];
  const approach = -(dy * vy + dx * vx);
  if (approach <= 0) return Number.POSITIVE_INFINITY;
  const gap = dy * dy + dx * dx - (a.radius + b.radius) ** 2;
  const discriminant = approach * approach - (vy * vy + vx * vx) * gap;
  return discriminant < 0 ? Number.POSITIVE_INFINITY : Math.max(0, gap / (approach + Math.sqrt(discriminant)));
}

/** Lets two balls that touch collide elastically: momentum and kinetic energy stay the same. */
export function collide(a: Ball, b: Ball): void {
  const dy = b.position[0] - a.position[0];
  const dx = b.position[1] - a.position[1];
  const approach = dy * (b.velocity[0] - a.velocity[0]) + dx * (b.velocity[1] - a.velocity[1]);
  const impulse = (2 * approach) / ((dy * dy + dx * dx) * (a.mass + b.mass));
  a.velocity[0] += impulse * b.mass * dy;
  a.velocity[1] += impulse * b.mass * dx;
  b.velocity[0] -= impulse * a.mass * dy;
  b.velocity[1] -= impulse * a.mass * dx;
}

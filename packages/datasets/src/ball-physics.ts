/** A ball: position and velocity as [down, across], in pixels and pixels a frame. Mass goes with the area. */
export interface Ball {
  readonly radius: number;
  readonly position: [number, number];
  readonly velocity: [number, number];
}

/** Steps of the simulation to a frame: a ball moves less than a third of a pixel in each. */
const STEPS = 8;

/** Moves the balls on by one frame and returns which of them hit another ball. */
export function advance(balls: readonly Ball[], side: number): Set<Ball> {
  const hits = new Set<Ball>();
  for (let step = 0; step < STEPS; step++) {
    for (const ball of balls) move(ball, side);
    balls.forEach((a, i) => {
      for (let j = i + 1; j < balls.length; j++) if (collide(a, balls[j]!)) hits.add(a).add(balls[j]!);
    });
  }
  return hits;
}

/** Straight on, and mirrored at a wall. */
function move({ radius, position, velocity }: Ball, side: number): void {
  for (const axis of [0, 1] as const) {
    const least = radius;
    const most = side - radius;
    const at = position[axis] + velocity[axis] / STEPS;
    position[axis] = at < least ? 2 * least - at : at > most ? 2 * most - at : at;
    if (at < least || at > most) velocity[axis] = -velocity[axis];
  }
}

/** An elastic collision, if the balls touch and approach each other: it keeps momentum and kinetic energy. */
function collide(a: Ball, b: Ball): boolean {
  const dy = b.position[0] - a.position[0];
  const dx = b.position[1] - a.position[1];
  const square = dy * dy + dx * dx;
  const approach = dy * (b.velocity[0] - a.velocity[0]) + dx * (b.velocity[1] - a.velocity[1]);
  if (square > (a.radius + b.radius) ** 2 || approach >= 0) return false;
  const massA = a.radius * a.radius;
  const massB = b.radius * b.radius;
  const impulse = (2 * approach) / (square * (massA + massB));
  a.velocity[0] += impulse * massB * dy;
  a.velocity[1] += impulse * massB * dx;
  b.velocity[0] -= impulse * massA * dy;
  b.velocity[1] -= impulse * massA * dx;
  return true;
}

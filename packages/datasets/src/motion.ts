import { DatasetOptionError } from './errors.ts';

/**
 * Draws the velocity of an object, in pixels a frame: down, across. `uniform` gives numbers uniform over [0, 1), the only randomness
 * a law may use.
 */
export type VelocityLaw = (uniform: () => number) => readonly [down: number, across: number];

/** Each axis uniform over the whole numbers −most … most. The default everywhere is `wholeVelocities(1)`. */
export function wholeVelocities(most: number): VelocityLaw {
  if (!Number.isSafeInteger(most) || most < 0) throw new DatasetOptionError(`most must be a whole number of at least 0, not ${most}`);
  const draw = (uniform: () => number) => Math.floor(uniform() * (2 * most + 1)) - most;
  return (uniform) => [draw(uniform), draw(uniform)];
}

/** The same speed for all objects, in pixels a frame, and a direction uniform over the circle. */
export function constantSpeed(speed: number): VelocityLaw {
  if (!(speed >= 0 && speed < Number.POSITIVE_INFINITY)) throw new DatasetOptionError(`speed must be a number of at least 0, not ${speed}`);
  return (uniform) => {
    const [down, across] = randomDirection(uniform);
    return [speed * down, speed * across];
  };
}

/** A unit vector, by rejection: `Math.sin` and `Math.cos` may differ in the last bit from machine to machine, `Math.sqrt` may not. */
export function randomDirection(uniform: () => number): readonly [number, number] {
  for (;;) {
    const y = 2 * uniform() - 1;
    const x = 2 * uniform() - 1;
    const square = y * y + x * x;
    if (square > 0.01 && square <= 1) return [y / Math.sqrt(square), x / Math.sqrt(square)];
  }
}

/** The direction of an object along one axis after frame `t`, reflected by the walls of [0, span]. */
export function heading(start: number, velocity: number, t: number, span: number): number {
  if (span === 0 || velocity === 0) return 0;
  const lap = 2 * span;
  const along = (((start + velocity * t) % lap) + lap) % lap;
  // On the way up the wall turns it at `span`, on the way down at 0.
  const isTurned = velocity > 0 ? along >= span : along === 0 || along > span;
  return isTurned ? -velocity : velocity;
}

/** The place of an object along one axis after `t` frames: a straight line folded into [0, span], rounded to whole pixels. */
export function bounce(start: number, velocity: number, t: number, span: number): number {
  if (span === 0) return 0;
  const along = Math.abs(start + velocity * t) % (2 * span);
  return Math.round(along > span ? 2 * span - along : along);
}

import { DatasetOptionError } from './errors.ts';

/**
 * Draws the velocity of an object, in pixels per frame: down, across. `uniform` returns numbers uniform over [0, 1); a law must not use
 * any other randomness.
 */
export type VelocityLaw = (uniform: () => number) => readonly [down: number, across: number];

/** Returns a law that draws each axis uniformly from the whole numbers −most … most. All datasets use `wholeVelocities(1)` by default. */
export function wholeVelocities(most: number): VelocityLaw {
  if (!Number.isSafeInteger(most) || most < 0) throw new DatasetOptionError(`most must be a whole number of at least 0, not ${most}`);
  const draw = (uniform: () => number) => Math.floor(uniform() * (2 * most + 1)) - most;
  return (uniform) => [draw(uniform), draw(uniform)];
}

/** Returns a law with the same speed for all objects, in pixels per frame, and a direction uniform over the circle. */
export function constantSpeed(speed: number): VelocityLaw {
  if (!(speed >= 0 && speed < Number.POSITIVE_INFINITY)) throw new DatasetOptionError(`speed must be a number of at least 0, not ${speed}`);
  return (uniform) => {
    const [down, across] = randomDirection(uniform);
    return [speed * down, speed * across];
  };
}

/** Draws a unit vector by rejection, because `Math.sin` and `Math.cos` may differ in the last bit between machines, while `Math.sqrt` does not. */
export function randomDirection(uniform: () => number): readonly [number, number] {
  for (;;) {
    const y = 2 * uniform() - 1;
    const x = 2 * uniform() - 1;
    const square = y * y + x * x;
    if (square > 0.01 && square <= 1) return [y / Math.sqrt(square), x / Math.sqrt(square)];
  }
}

/** Returns the direction of an object along one axis after frame `t`, reflected by the walls of [0, span]. */
export function heading(start: number, velocity: number, t: number, span: number): number {
  if (span === 0 || velocity === 0) return 0;
  const lap = 2 * span;
  const along = (((start + velocity * t) % lap) + lap) % lap;
  // The wall at `span` turns an object that moves up, the wall at 0 one that moves down.
  const isTurned = velocity > 0 ? along >= span : along === 0 || along > span;
  return isTurned ? -velocity : velocity;
}

/** Returns the position of an object along one axis after `t` frames: a straight line, folded into [0, span] and rounded to whole pixels. */
export function bounce(start: number, velocity: number, t: number, span: number): number {
  if (span === 0) return 0;
  const along = Math.abs(start + velocity * t) % (2 * span);
  return Math.round(along > span ? 2 * span - along : along);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, type Ball, collide, HIT_BALL, HIT_WALL } from './ball-physics.ts';

const energy = (balls: readonly Ball[]) => balls.reduce((sum, { mass, velocity: [y, x] }) => sum + mass * (y * y + x * x), 0);
const momentum = (balls: readonly Ball[], axis: 0 | 1) => balls.reduce((sum, { mass, velocity }) => sum + mass * velocity[axis], 0);
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('the motion of balls', () => {
  it('keeps momentum and kinetic energy to rounding in each collision, and turns approach into parting', () => {
    const ball = fc.record({ radius: number(1, 10), mass: number(0.1, 10), velocity: fc.tuple(number(-3, 3), number(-3, 3)) });
    fc.assert(
      fc.property(ball, ball, number(-1, 1), number(-1, 1), (first, second, dy, dx) => {
        const length = Math.hypot(dy, dx);
        fc.pre(length > 0.1);
        const reach = (first.radius + second.radius) / length;
        const a: Ball = { ...first, velocity: [...first.velocity], position: [30, 30] };
        const b: Ball = { ...second, velocity: [...second.velocity], position: [30 + dy * reach, 30 + dx * reach] };
        const approach = () => dy * (b.velocity[0] - a.velocity[0]) + dx * (b.velocity[1] - a.velocity[1]);
        const before = [energy([a, b]), momentum([a, b], 0), momentum([a, b], 1), -approach()];
        collide(a, b);
        [energy([a, b]), momentum([a, b], 0), momentum([a, b], 1), approach()].forEach((value, i) => {
          expect(Math.abs(value - before[i]!)).toBeLessThan(1e-12 * 200);
        });
      }),
      { seed: 1 },
    );
  });

  it('never lets balls overlap or leave the image, and keeps their energy over 2,000 frames', () => {
    const balls: Ball[] = [
      { radius: 4, mass: 1, position: [10, 10], velocity: [1.3, 0.4] },
      { radius: 6, mass: 6, position: [30, 12], velocity: [-0.7, 1.1] },
      { radius: 5, mass: 2, position: [12, 30], velocity: [0.2, -1.9] },
      { radius: 4, mass: 1, position: [31, 31], velocity: [-2, -2] },
    ];
    const before = energy(balls);
    let hits = 0;
    for (let t = 0; t < 2000; t++) {
      hits += advance(balls, 40).filter((event) => (event & HIT_BALL) > 0).length;
      for (const [i, { radius, position }] of balls.entries()) {
        for (const at of position) expect(at >= radius - 1e-9 && at <= 40 - radius + 1e-9).toBe(true);
        for (const other of balls.slice(i + 1)) {
          const gap = Math.hypot(position[0] - other.position[0], position[1] - other.position[1]) - radius - other.radius;
          expect(gap).toBeGreaterThan(-1e-9);
        }
      }
    }
    expect(hits).toBeGreaterThan(500);
    expect(energy(balls) / before).toBeCloseTo(1, 9);
  });

  it('swaps the velocities of equal balls that meet head on, at the moment they touch', () => {
    const balls: Ball[] = [
      { radius: 5, mass: 2, position: [50, 40], velocity: [0, 1] },
      { radius: 5, mass: 2, position: [50, 51.5], velocity: [0, -2] },
    ];
    // They touch after half a frame, at 40.5 and 50.5.
    expect([...advance(balls, 100)]).toEqual([HIT_BALL, HIT_BALL]);
    expect(balls.map(({ position, velocity }) => [position[1], velocity])).toEqual([
      [39.5, [0, -2]],
      [51, [0, 1]],
    ]);
  });

  it('mirrors a ball at a wall and in a corner', () => {
    const ball: Ball = { radius: 5, mass: 1, position: [6, 50], velocity: [-2, 1] };
    expect([...advance([ball], 100)]).toEqual([HIT_WALL]);
    expect(ball).toMatchObject({ position: [6, 51], velocity: [2, 1] });
    const inCorner: Ball = { radius: 5, mass: 1, position: [6, 94], velocity: [-2, 2] };
    advance([inCorner], 100);
    expect(inCorner).toMatchObject({ position: [6, 94], velocity: [2, -2] });
  });

  it('lets balls that stand still stand still', () => {
    const balls: Ball[] = [
      { radius: 5, mass: 1, position: [10, 10], velocity: [0, 0] },
      { radius: 5, mass: 1, position: [10, 20], velocity: [0, 0] },
    ];
    expect([...advance(balls, 40)]).toEqual([0, 0]);
    expect(balls.map(({ position }) => position)).toEqual([
      [10, 10],
      [10, 20],
    ]);
  });
});

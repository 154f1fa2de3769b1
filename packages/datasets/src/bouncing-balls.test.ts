import { describe, expect, it } from 'vitest';
import { advance, type Ball } from './ball-physics.ts';
import { describeGenerator } from './contract.fixture.ts';
import { bouncingBalls } from './index.ts';

const make = (seed: number, training: number) => bouncingBalls({ seed, frames: 4, size: { training, validation: 5, test: 5 } });
describeGenerator('bouncing balls', make, '23918b1d9fd0b8b5');

const energy = (balls: readonly Ball[]) => balls.reduce((sum, { radius, velocity: [y, x] }) => sum + radius * radius * (y * y + x * x), 0);
const momentum = (balls: readonly Ball[], axis: 0 | 1) =>
  balls.reduce((sum, { radius, velocity }) => sum + radius * radius * velocity[axis], 0);

describe('the motion of balls', () => {
  it('keeps momentum and kinetic energy in a collision', () => {
    // Head on, off centre, of unequal mass; far from the walls.
    const balls: Ball[] = [
      { radius: 4, position: [50, 40], velocity: [0.2, 2] },
      { radius: 6, position: [53, 60], velocity: [0, -1] },
    ];
    const before = [energy(balls), momentum(balls, 0), momentum(balls, 1)];
    const hits = Array.from({ length: 12 }, () => advance(balls, 100).size);
    expect(hits.reduce((a, b) => a + b, 0)).toBe(2);
    [energy(balls), momentum(balls, 0), momentum(balls, 1)].forEach((value, i) => {
      expect(value).toBeCloseTo(before[i]!, 9);
    });
  });

  it('swaps the velocities of equal balls that meet head on', () => {
    const balls: Ball[] = [
      { radius: 5, position: [50, 40], velocity: [0, 1] },
      { radius: 5, position: [50, 60], velocity: [0, -2] },
    ];
    for (let t = 0; t < 8; t++) advance(balls, 100);
    expect(balls.map(({ velocity }) => velocity)).toEqual([
      [0, -2],
      [0, 1],
    ]);
  });

  it('mirrors a ball at a wall', () => {
    const ball: Ball = { radius: 5, position: [6, 50], velocity: [-2, 1] };
    advance([ball], 100);
    expect(ball).toEqual({ radius: 5, position: [6, 51], velocity: [2, 1] });
  });
});

describe('bouncing balls', () => {
  const indices = [0, 1, 2, 3, 4, 5, 6, 7];

  it('stay inside, keep their energy, and are where the annotations say', () => {
    const { shape, frames, groups, annotations } = bouncingBalls({ seed: 1 }).read('training', indices);
    const { positions, velocities } = annotations;
    expect(positions.shape).toEqual([51, 8, 4, 2]);
    let misplaced = 0;
    for (let b = 0; b < 8; b++) {
      for (let t = 0; t < shape[0]; t++) {
        for (let k = 0; k < 4; k++) {
          const row = ((t * 8 + b) * 4 + k) * 2;
          const [y, x] = [positions.values[row]!, positions.values[row + 1]!];
          const pixel = ((t * 8 + b) * 64 + Math.floor(y)) * 64 + Math.floor(x);
          if (Math.min(y, x) < 4 || Math.max(y, x) > 60 || frames[pixel] !== 1 || groups[pixel] !== k + 1) misplaced++;
        }
      }
    }
    expect(misplaced).toBe(0);
    // Speeds change in collisions, but not the sum of mass and square speed: the areas give the masses.
    const areas = (b: number, k: number) => groups.subarray(b * 4096, (b + 1) * 4096).filter((group) => group === k + 1).length;
    const total = (t: number, b: number) =>
      [0, 1, 2, 3].reduce((sum, k) => {
        const row = ((t * 8 + b) * 4 + k) * 2;
        return sum + areas(b, k) * (velocities.values[row]! ** 2 + velocities.values[row + 1]! ** 2);
      }, 0);
    for (let b = 0; b < 8; b++) expect(total(50, b) / total(0, b)).toBeCloseTo(1, 1);
  });

  it('mark the pixels of balls that hit another, when velocities change away from the walls', () => {
    const { shape, groups, annotations } = bouncingBalls({ seed: 2 }).read('training', indices);
    const { positions, velocities, collisions } = annotations;
    let hits = 0;
    let wrong = 0;
    for (let t = 1; t < shape[0]; t++) {
      for (let b = 0; b < 8; b++) {
        for (let k = 0; k < 4; k++) {
          const now = ((t * 8 + b) * 4 + k) * 2;
          const before = now - 8 * 4 * 2;
          const turned = [0, 1].some((axis) => velocities.values[now + axis] !== velocities.values[before + axis]);
          const inside = [0, 1].every((axis) => positions.values[before + axis]! > 12 && positions.values[before + axis]! < 52);
          const start = (t * 8 + b) * 4096;
          const marked = groups.subarray(start, start + 4096).some((group, i) => group === k + 1 && collisions.values[start + i] === 1);
          if (inside && marked !== turned) wrong++;
          if (marked) hits++;
        }
      }
    }
    expect(hits).toBeGreaterThan(20);
    expect(wrong).toBe(0);
  });

  it('are six to eight when that is asked for', () => {
    const { groups, annotations } = bouncingBalls({ seed: 1, objects: [6, 8], frames: 1 }).read(
      'training',
      Uint32Array.from({ length: 60 }, (_, i) => i),
    );
    const counts = Array.from({ length: 60 }, (_, b) => Math.max(...groups.subarray(b * 4096, (b + 1) * 4096)));
    expect(new Set(counts)).toEqual(new Set([6, 7, 8]));
    expect(annotations.positions.shape).toEqual([1, 60, 8, 2]);
    counts.forEach((count, b) => {
      expect(annotations.positions.values.subarray((b * 8 + count) * 2, (b + 1) * 16).every((value) => value === 0)).toBe(true);
    });
  });

  it('vanish behind a curtain that hangs still, and fly on', () => {
    const options = { seed: 3, objects: 3, frames: 30 };
    const open = bouncingBalls(options).read('training', indices);
    const shut = bouncingBalls({ ...options, curtain: true }).read('training', indices);
    expect(shut.annotations.positions.values).toEqual(open.annotations.positions.values);
    const hidden = open.frames.reduce((sum, value, pixel) => sum + (value !== shut.frames[pixel] ? 1 : 0), 0);
    expect(hidden).toBeGreaterThan(500);
    // What is hidden in any frame is shown in none.
    let shown = 0;
    for (let b = 0; b < 8; b++) {
      const starts = Array.from({ length: 30 }, (_, t) => (t * 8 + b) * 4096);
      for (let p = 0; p < 4096; p++) {
        const everHidden = starts.some((start) => open.frames[start + p] !== shut.frames[start + p]);
        if (everHidden && starts.some((start) => shut.groups[start + p]! > 0)) shown++;
      }
    }
    expect(shown).toBe(0);
  });

  it('say what is wrong with an option', () => {
    expect(() => bouncingBalls({ seed: 1, radii: [7, 4] })).toThrow('radii must be two rising numbers');
    expect(() => bouncingBalls({ seed: 1, radii: [4, 40] })).toThrow('half the side (32)');
    expect(() => bouncingBalls({ seed: 1, objects: [3, 2] })).toThrow('objects must be a whole number from 3 to 255, not 2');
    expect(() => bouncingBalls({ seed: 1, objects: 200 }).read('training', [0])).toThrow('no room was found for 200 balls');
  });
});

import { describe, expect, it } from 'vitest';
import { describeGenerator } from './contract.fixture.ts';
import { bouncingBalls } from './index.ts';

const make = (seed: number, training: number) => bouncingBalls({ seed, frames: 4, size: { training, validation: 5, test: 5 } });
describeGenerator('bouncing balls', make, '0d125c1f4467db2b');

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
    // Speeds change in collisions, but not the sum of mass and square speed: the areas tell light balls from heavy ones.
    const area = (b: number, k: number) => groups.subarray(b * 4096, (b + 1) * 4096).filter((group) => group === k + 1).length;
    const total = (t: number, b: number) =>
      [0, 1, 2, 3].reduce((sum, k) => {
        const row = ((t * 8 + b) * 4 + k) * 2;
        return sum + (area(b, k) < 105 ? 1 : 6) * (velocities.values[row]! ** 2 + velocities.values[row + 1]! ** 2);
      }, 0);
    for (let b = 0; b < 8; b++) expect(total(50, b) / total(0, b)).toBeCloseTo(1, 5);
  });

  it('note what each ball hit, and show it on the pixels of those that hit another', () => {
    const { groups, annotations } = bouncingBalls({ seed: 2 }).read('training', indices);
    const { collisions, events } = annotations;
    expect(events.shape).toEqual([51, 8, 4]);
    expect(new Set(events.values)).toEqual(new Set([0, 1, 2]));
    expect(events.values.subarray(0, 32).every((event) => event === 0)).toBe(true);
    const hit = (pixel: number) => groups[pixel]! > 0 && (events.values[Math.floor(pixel / 4096) * 4 + groups[pixel]! - 1]! & 1) === 1;
    expect(collisions.values.every((value, pixel) => value === (hit(pixel) ? 1 : 0))).toBe(true);
    expect(collisions.values.some((value) => value === 1)).toBe(true);
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
    const shut = bouncingBalls({ ...options, curtain: 28 }).read('training', indices);
    expect(shut.annotations.positions.values).toEqual(open.annotations.positions.values);
    const hidden = open.frames.reduce((sum, value, pixel) => sum + (value !== shut.frames[pixel] ? 1 : 0), 0);
    expect(hidden).toBeGreaterThan(500);
    // A pixel that the curtain hides in one frame belongs to no ball in any frame.
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

  it('go on as before until one is pushed, and otherwise after it', () => {
    const options = { seed: 4, frames: 12, objects: [3, 4] } as const;
    const [plain, pushed] = [[], [{ frame: 5, ball: 3, velocity: [0.5, -0.25] }] as const].map((pushes) =>
      bouncingBalls({ ...options, pushes }).read('training', indices),
    );
    const at = (batch: typeof plain, t: number) => batch!.annotations.velocities.values.subarray(t * 64, (t + 1) * 64);
    for (let t = 0; t <= 5; t++) expect(at(pushed, t)).toEqual(at(plain, t));
    expect(pushed!.frames.subarray(0, 6 * 8 * 4096)).toEqual(plain!.frames.subarray(0, 6 * 8 * 4096));
    let free = 0;
    for (let b = 0; b < 8; b++) {
      const missing = at(plain, 0)[8 * b + 6] === 0 && at(plain, 0)[8 * b + 7] === 0;
      const row = 6 * 32 + 4 * b;
      const isFree = [plain, pushed].every((batch) =>
        batch!.annotations.events.values.subarray(row, row + 4).every((event) => event === 0),
      );
      if (missing) expect(at(pushed, 6).subarray(8 * b, 8 * b + 8)).toEqual(at(plain, 6).subarray(8 * b, 8 * b + 8));
      else if (isFree) {
        free++;
        expect(at(pushed, 6)[8 * b + 6]! - at(plain, 6)[8 * b + 6]!).toBeCloseTo(0.5, 5);
        expect(at(pushed, 6)[8 * b + 7]! - at(plain, 6)[8 * b + 7]!).toBeCloseTo(-0.25, 5);
      }
    }
    expect(free).toBeGreaterThan(0);
  });

  it('say what is wrong with an option', () => {
    const kinds = (radius: number, mass: number) => bouncingBalls({ seed: 1, kinds: [{ radius, mass }] });
    expect(() => kinds(40, 1)).toThrow('a radius in kinds must be above 0 and at most half the side (32), not 40');
    expect(() => kinds(4, 0)).toThrow('a mass in kinds must be a number above 0, not 0');
    expect(() => bouncingBalls({ seed: 1, kinds: [] })).toThrow('kinds must name at least one radius and mass');
    expect(() => bouncingBalls({ seed: 1, speed: -1 })).toThrow('speed must be a number of at least 0, not -1');
    expect(() => bouncingBalls({ seed: 1, curtain: 65 })).toThrow('curtain must be a whole number from 0 to 64, not 65');
    const push = (changes: object) => bouncingBalls({ seed: 1, pushes: [{ frame: 0, ball: 0, velocity: [0, 0] as const, ...changes }] });
    expect(() => push({ ball: 4 })).toThrow('the ball of a push must be a whole number from 0 to 3, not 4');
    expect(() => push({ frame: -1 })).toThrow('the frame of a push must be a whole number of at least 0, not -1');
    expect(() => push({ velocity: [1, Number.NaN] })).toThrow('the velocity of a push must be two numbers, [down, across], not [1, NaN]');
    expect(() => bouncingBalls({ seed: 1, objects: [3, 2] })).toThrow('objects must be a whole number from 3 to 255, not 2');
    expect(() => bouncingBalls({ seed: 1, objects: 200 }).read('training', [0])).toThrow('no room was found for 200 balls');
  });
});

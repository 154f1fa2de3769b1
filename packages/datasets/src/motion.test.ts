import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantSpeed, wholeVelocities } from './index.ts';
import { bounce } from './motion.ts';

describe('bounce', () => {
  it('is a step along the line, turned at the walls', () => {
    const span = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(span, fc.nat(), fc.integer({ min: -1, max: 1 }), (most, start, velocity) => {
        let at = start % (most + 1);
        let step = velocity;
        for (let t = 0; t < 80; t++) {
          expect(bounce(start % (most + 1), velocity, t, most)).toBe(at);
          if (at + step < 0 || at + step > most) step = -step;
          at += step;
        }
      }),
    );
  });

  it('goes as the published sequence does: 15, 16, 15 where 16 is the last place that fits', () => {
    expect([0, 1, 2].map((t) => bounce(15, 1, t, 16))).toEqual([15, 16, 15]);
  });

  it('stays inside for any speed', () => {
    const speed = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.nat(20), speed, fc.nat(60), (most, velocity, t) => {
        const at = bounce(most, velocity, t, most);
        expect(at >= 0 && at <= most && Number.isInteger(at)).toBe(true);
      }),
    );
  });
});

describe('velocity laws', () => {
  const drawer = () => {
    let word = 1;
    return () => {
      word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
      return word / 2 ** 32;
    };
  };

  it('draw whole numbers, each as often', () => {
    const uniform = drawer();
    const counts = new Map<number, number>();
    for (let i = 0; i < 5000; i++) for (const axis of wholeVelocities(2)(uniform)) counts.set(axis, (counts.get(axis) ?? 0) + 1);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('draw directions without favour at one speed', () => {
    const uniform = drawer();
    const quadrants = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) {
      const [y, x] = constantSpeed(1.5)(uniform);
      expect(Math.hypot(y, x)).toBeCloseTo(1.5, 12);
      quadrants[(y > 0 ? 2 : 0) + (x > 0 ? 1 : 0)]!++;
    }
    for (const count of quadrants) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it('refuse what is not a speed', () => {
    expect(() => wholeVelocities(0.5)).toThrow('most must be a whole number');
    for (const speed of [-1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => constantSpeed(speed)).toThrow('speed must be a number');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPool, sizeClass } from './pool.ts';

const pool = (megabytes = 100) => createPool({ limit: () => megabytes * 2 ** 20, misalignment: () => 0 });

describe('size classes', () => {
  it('hold what is asked for, and waste at most a quarter of it beyond the least', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (length) => {
        const size = sizeClass(length);
        expect(size).toBeGreaterThanOrEqual(length);
        expect(size).toBeLessThanOrEqual(Math.max(64, length * 1.25));
        expect(sizeClass(size)).toBe(size);
      }),
      { numRuns: 500 },
    );
  });
});

describe('pool', () => {
  it('hands the memory of a freed array out again', () => {
    const p = pool();
    const first = p.take(1000);
    p.give(first);
    expect(p.take(990).buffer).toBe(first.buffer);
  });

  it('never hands out memory that is in use', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 300 })), { maxLength: 60 }), (moves) => {
        const p = pool();
        const live: Float32Array[] = [];
        for (const [take, n] of moves) {
          if (take || live.length === 0) live.push(p.take(n).fill(live.length));
          else p.give(live.splice(n % live.length, 1)[0]!);
          expect(new Set(live.map((array) => array.buffer)).size).toBe(live.length);
        }
      }),
    );
  });

  it('counts what is used and kept, and keeps no more than its limit', () => {
    const p = pool(1);
    const arrays = [p.take(2 ** 17), p.take(2 ** 16), p.take(2 ** 17)];
    const each = arrays.map((array) => array.buffer.byteLength);
    const used = each.reduce((a, b) => a + b);
    expect(p.bytes()).toEqual({ used, kept: 0 });
    for (const array of arrays) p.give(array);
    expect(p.bytes()).toEqual({ used: 0, kept: each[0]! + each[1]! });
    p.clear();
    expect(p.bytes()).toEqual({ used: 0, kept: 0 });
  });

  it('keeps nothing and rounds nothing up where the limit is 0', () => {
    const p = pool(0);
    const array = p.take(65);
    p.give(array);
    expect(array.byteLength).toBe(array.buffer.byteLength);
    expect(p.bytes()).toEqual({ used: 0, kept: 0 });
    expect(p.owns(array)).toBe(true);
  });

  it('does not take small arrays for large ones when its limit is raised', () => {
    let limit = 0;
    const p = createPool({ limit: () => limit, misalignment: () => 0 });
    const small = [p.take(0), p.take(3)];
    limit = 2 ** 20;
    for (const array of small) p.give(array);
    expect(p.take(60).length).toBe(60);
  });

  it('says how much was asked for when there is no memory', () => {
    expect(() => pool().take(2 ** 45)).toThrow(/not enough memory for \d+ bytes/);
  });
});

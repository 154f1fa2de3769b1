import { describe, expect, it } from 'vitest';
import { type Batch, contactSheet } from './index.ts';

/** Three frames of two items of 1×2 pixels. */
const batch: Batch = {
  shape: [3, 2, 1, 2, 1],
  frames: Float32Array.from([0, 1, 0.5, 2, 0.25, -1, 1, 1, 0, 0, 1, 0]),
  groups: Uint8Array.from([0, 1, 2, 9, 0, 0, 0, 0, 0, 0, 0, 3]),
};

describe('contactSheet', () => {
  it('lays out items in rows and frames in columns, groups below', () => {
    const { width, height, channels, data } = contactSheet(batch);
    // Cells of 2×1 with a line around each: three columns, two rows of two layers.
    expect([width, height, channels, data.length]).toEqual([10, 9, 3, 270]);
    const at = (y: number, x: number) => [...data.subarray((y * 10 + x) * 3, (y * 10 + x) * 3 + 3)];
    const grey = (level: number) => [level, level, level];
    expect([at(0, 0), at(0, 9), at(8, 4), at(1, 3)]).toEqual([grey(64), grey(64), grey(64), grey(64)]);
    // Item 0: frames 0, 1, 2 are [0, 1], [0.25, −1], [0, 0].
    expect([at(1, 1), at(1, 2), at(1, 4), at(1, 5), at(1, 7)]).toEqual([grey(0), grey(255), grey(64), grey(0), grey(0)]);
    expect([at(3, 1), at(3, 2)]).toEqual([grey(0), [230, 159, 0]]);
    // Item 1: frame 0 is [0.5, 2]; colours begin again after eight groups.
    expect([at(5, 1), at(5, 2)]).toEqual([grey(128), grey(255)]);
    expect([at(7, 1), at(7, 2)]).toEqual([
      [86, 180, 233],
      [230, 159, 0],
    ]);
  });

  it('scales pixels, wraps columns and leaves groups out', () => {
    const { width, height } = contactSheet(batch, { scale: 3, columns: 4, groups: false });
    expect([width, height]).toEqual([4 * 7 + 1, 2 * 4 + 1]);
  });

  it('shows three channels as they are', () => {
    const color: Batch = { shape: [1, 1, 1, 1, 3], frames: Float32Array.of(1, 0.2, 0), groups: Uint8Array.of(1) };
    expect([...contactSheet(color, { groups: false }).data.subarray(12, 15)]).toEqual([255, 51, 0]);
  });

  it('refuses a scale that is none', () => {
    expect(() => contactSheet(batch, { scale: 0 })).toThrow('scale must be a whole number of at least 1, not 0');
  });
});

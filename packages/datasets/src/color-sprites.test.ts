import { describe, expect, it } from 'vitest';
import { describeGenerator } from './contract.fixture.ts';
import { colorSprites } from './index.ts';

const make = (seed: number, training: number) => colorSprites({ seed, frames: 2, size: { training, validation: 5, test: 5 } });
describeGenerator('colour sprites', make, '7d493fd947564231');
const many = Uint32Array.from({ length: 400 }, (_, i) => i);

describe('colour sprites', () => {
  it('have one saturated colour each, and hide what is behind them', () => {
    const { shape, frames, groups } = colorSprites({ seed: 1 }).read('training', many);
    for (let b = 0; b < shape[1]; b++) {
      const colors = new Set<string>();
      for (let pixel = b * 1024; pixel < (b + 1) * 1024; pixel++) {
        colors.add(`${groups[pixel]}: ${frames.subarray(pixel * 3, pixel * 3 + 3).join()}`);
      }
      const seen = new Set([...colors].map((color) => color[0]));
      expect(colors.size).toBe(seen.size);
      // The last sprite is in front, so that it is always seen.
      expect(seen).toContain('3');
      for (const color of colors) expect(color).toMatch(color[0] === '0' ? /^0: 0,0,0$/ : /^(?=.*\b1\b)(?=.*\b0\b)/);
    }
  });

  it('come in four outlines and all sides from the least to the most', () => {
    const { shape, groups } = colorSprites({ seed: 2, objects: 1, sides: [7, 9], height: 9, width: 9 }).read('training', many);
    const outlines = new Map<number, Set<number>>();
    for (let b = 0; b < shape[1]; b++) {
      const image = groups.subarray(b * 81, (b + 1) * 81);
      const rows = [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((y) => image.subarray(y * 9, y * 9 + 9).includes(1)).length;
      const area = image.reduce((sum, group) => sum + group, 0);
      outlines.set(rows, (outlines.get(rows) ?? new Set()).add(area));
    }
    // A square covers all of its side squared, a disc π/4 of that, a triangle and a diamond a half, up to the rounding to whole pixels.
    expect(outlines.get(9)).toEqual(new Set([81, 69, 41]));
    expect(outlines.get(8)).toEqual(new Set([64, 52, 40]));
  });

  it('draw hues without favour', () => {
    const { frames, groups } = colorSprites({ seed: 3, objects: 1 }).read('training', many);
    const strongest = [0, 0, 0];
    for (let b = 0; b < 400; b++) {
      const pixel = b * 1024 + groups.subarray(b * 1024, (b + 1) * 1024).indexOf(1);
      const color = [...frames.subarray(pixel * 3, pixel * 3 + 3)];
      strongest[color.indexOf(Math.max(...color))]!++;
    }
    for (const count of strongest) expect(Math.abs(count - 400 / 3)).toBeLessThan(40);
  });

  it('say what is wrong with an option', () => {
    expect(() => colorSprites({ seed: 1, sides: [9, 7] })).toThrow('sides[1] must be a whole number of at least 9, not 7');
    expect(() => colorSprites({ seed: 1, sides: [3, 33] })).toThrow('sides[1] is 33 and does not fit');
  });
});

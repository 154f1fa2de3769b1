import { describe, expect, it } from 'vitest';
import { describeGenerator } from './contract.fixture.ts';
import { toyDigits } from './digits.fixture.ts';
import { flyingMnist, type Split } from './index.ts';
import { loadMnist } from './mnist/index.ts';

const digits = toyDigits;
const make = (seed: number, training: number) =>
  flyingMnist({ seed, digits, frames: 3, height: 9, width: 10, size: { training, validation: 5, test: 5 } });
describeGenerator('flying MNIST', make, '693fdc9952c0aeee');

/** Grey levels, of 255, that appear in items of a split. */
function levels(split: Split, variants?: number): Set<number> {
  const data = flyingMnist({ seed: 1, digits, objects: 1, ...(variants && { variants }) });
  const { frames } = data.read(
    split,
    Uint32Array.from({ length: 300 }, (_, i) => i),
  );
  return new Set([...new Set(frames)].map((value) => Math.round(value * 255)));
}

describe('flying MNIST', () => {
  it('draws every digit of a split, and none of another', () => {
    expect([...levels('training')].sort((a, b) => a - b)).toEqual([0, ...Array.from({ length: 30 }, (_, i) => 100 + i)]);
    expect([...levels('validation')].sort((a, b) => a - b)).toEqual([0, 200, 201]);
    expect([...levels('test')].sort((a, b) => a - b)).toEqual([0, 250]);
  });

  it('narrows training to the first variants and leaves the others as they are', () => {
    expect([...levels('training', 4)].sort((a, b) => a - b)).toEqual([0, 100, 101, 102, 103]);
    expect(levels('validation', 1).size).toBe(3);
  });

  it('shows the brighter digit, and labels a pixel that only one covers', () => {
    const { shape, frames, groups } = flyingMnist({ seed: 2, digits, height: 7, width: 7, frames: 1 }).read(
      'training',
      Uint32Array.from({ length: 200 }, (_, i) => i),
    );
    let covered = 0;
    for (let b = 0; b < shape[1]; b++) {
      const values = frames.subarray(b * 49, (b + 1) * 49);
      const labels = groups.subarray(b * 49, (b + 1) * 49);
      // The level of each digit, from the pixels that only it covers; each has a hole of 2×2 in its middle.
      const level = [1, 2].map((group) => values[labels.indexOf(group)]);
      values.forEach((value, pixel) => {
        if (labels[pixel]! > 0) expect(value).toBe(level[labels[pixel]! - 1]);
        else if (value > 0 && level[0] !== undefined && level[1] !== undefined) {
          covered++;
          expect(value).toBe(Math.max(level[0], level[1]));
        }
      });
    }
    expect(covered).toBeGreaterThan(100);
  });

  it('makes real digits half as large: the mean of 2×2 pixels', () => {
    const mnist = loadMnist();
    // One variant, one digit, and an image of the size of the digit: there is only one place for it.
    const { frames, groups } = flyingMnist({ seed: 1, digits: mnist, variants: 1, objects: 1, frames: 1, height: 14, width: 14 }).read(
      'training',
      [0],
    );
    const { images } = mnist.training;
    for (let y = 0; y < 14; y++) {
      for (let x = 0; x < 14; x++) {
        const mean = [0, 1, 28, 29].reduce((sum, offset) => sum + images[2 * y * 28 + 2 * x + offset]!, 0) / 4;
        expect(frames[y * 14 + x]).toBeCloseTo(mean / 255, 6);
        expect(groups[y * 14 + x]).toBe(mean / 255 > 0.1 ? 1 : 0);
      }
    }
    expect(Math.max(...frames)).toBeGreaterThan(0.9);
  });

  it('has two or three digits, 21 or 51 frames, or stands still', () => {
    const mnist = loadMnist();
    for (const [objects, frames] of [
      [2, 21],
      [3, 51],
      [2, 1],
    ] as const) {
      const { shape, groups } = flyingMnist({ seed: 1, digits: mnist, objects, frames }).read('test', [0, 1, 2]);
      expect(shape).toEqual([frames, 3, 24, 24, 1]);
      expect(Math.max(...groups)).toBe(objects);
    }
  });

  it('says what is wrong with an option', () => {
    expect(() => flyingMnist({ seed: 1, digits, variants: 31 })).toThrow('variants must be a whole number from 1 to 30');
    expect(() => flyingMnist({ seed: 1, digits, height: 3 })).toThrow('digits of 4×4 do not fit into an image of 3×24');
    expect(() => flyingMnist({ seed: 1, digits: { ...digits, training: { ...digits.test, labels: new Uint8Array(0) } } })).toThrow(
      'at least one image',
    );
  });
});

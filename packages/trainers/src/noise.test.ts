import { createRandom } from '@neural-em/random';
import { describe, expect, it } from 'vitest';
import { bitFlip, maskedUniform, noNoise, TrainingOptionError } from './index.ts';

const corrupted = (
  noise: { corrupt(values: Float32Array, random: ReturnType<typeof createRandom>): void },
  values: Float32Array,
  seed = 1,
) => {
  const copy = values.slice();
  noise.corrupt(copy, createRandom(seed));
  return copy;
};
const share = (values: Float32Array, test: (v: number) => boolean) => values.filter(test).length / values.length;

describe('noise', () => {
  const ones = new Float32Array(100_000).fill(1);
  const zeros = new Float32Array(100_000);

  it('flips bits both ways with its probability', () => {
    expect(Math.abs(share(corrupted(bitFlip(0.1), ones), (v) => v === 0) - 0.1)).toBeLessThan(0.005);
    expect(Math.abs(share(corrupted(bitFlip(0.1), zeros), (v) => v === 1) - 0.1)).toBeLessThan(0.005);
    expect(corrupted(bitFlip(0), ones)).toEqual(ones);
    expect(corrupted(bitFlip(1), ones)).toEqual(zeros);
  });

  it('replaces pixels by uniform numbers of the range', () => {
    const values = corrupted(maskedUniform(0.2, { low: 2, high: 4 }), zeros);
    expect(Math.abs(share(values, (v) => v !== 0) - 0.2)).toBeLessThan(0.005);
    const replaced = values.filter((v) => v !== 0);
    expect(replaced.every((v) => v >= 2 && v < 4)).toBe(true);
    expect(Math.abs(replaced.reduce((a, b) => a + b) / replaced.length - 3)).toBeLessThan(0.02);
  });

  it('depends on its seed alone', () => {
    expect(corrupted(bitFlip(0.3), zeros, 5)).toEqual(corrupted(bitFlip(0.3), zeros, 5));
    expect(corrupted(bitFlip(0.3), zeros, 5)).not.toEqual(corrupted(bitFlip(0.3), zeros, 6));
    expect(corrupted(noNoise, zeros)).toEqual(zeros);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses a probability of %s', (p) => {
    expect(() => bitFlip(p)).toThrow(TrainingOptionError);
    expect(() => maskedUniform(p)).toThrow(/between 0 and 1/);
  });
});

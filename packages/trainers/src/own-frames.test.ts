import { createRandom } from '@neural-em/random';
import { expectNoLeak, useCpuBackend, values } from '@neural-em/testing';
import { describe, expect, it } from 'vitest';
import { TrainingOptionError } from './errors.ts';
import { ownFrameMasks } from './own-frames.ts';

useCpuBackend();

const masks = (share: number, sizes = { steps: 10, images: 400 }) => ownFrameMasks(share, createRandom('own frames'), sizes);

describe('ownFrameMasks', () => {
  it('lets a share of the sequences go on by themselves, from a random frame on', () => {
    const own = masks(0.25).map((mask) => values(mask));
    const goesBack = own.some((mask, t) => mask.some((value, b) => value < (own[t - 1]?.[b] ?? 0)));
    expect(goesBack).toBe(false);
    const counts = own.map((mask) => mask.reduce((a, b) => a + b));
    expect(counts.slice(0, 3)).toEqual([0, 0, 0]);
    expect(counts.at(-1)! / 400).toBeCloseTo(0.25, 1);
    for (let t = 3; t < 10; t++) expect(counts[t]).toBeGreaterThan(counts[t - 1]!);
  });

  it('has no masks for a share of 0, and goes on with all sequences for a share of 1', () => {
    expect(masks(0)).toEqual([]);
    expect(values(masks(1).at(-1)!).every((value) => value === 1)).toBe(true);
  });

  it('is the same for the same seed, and leaves nothing behind', async () => {
    expect(masks(0.5).map((mask) => values(mask))).toEqual(masks(0.5).map((mask) => values(mask)));
    await expectNoLeak(() => masks(0.5).forEach((mask) => void mask.dispose()));
  });

  it('names what is wrong', () => {
    expect(() => masks(1.5)).toThrow(new TrainingOptionError('ownFrames must be a number from 0 to 1, not 1.5'));
    expect(() => masks(0.5, { steps: 3, images: 2 })).toThrow(/ownFrames needs sequences with more than 3 EM steps, not 3; set it to 0/);
  });
});

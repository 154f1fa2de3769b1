import { describe, expect, it } from 'vitest';
import { type Batch, type Dataset, staticShapes, statistics } from './index.ts';

/** Two images of 2×2: one with overlap, one that lacks the second object. */
const tiny: Dataset = {
  name: 'tiny',
  imageShape: [2, 2, 1],
  frames: 1,
  size: { training: 2, validation: 0, test: 0 },
  read: (_, indices): Batch => ({
    shape: [1, indices.length, 2, 2, 1],
    frames: Float32Array.from(Array.from(indices).flatMap((i) => (i === 0 ? [1, 0.5, 1, 0.05] : [0, 0, 0, 1]))),
    groups: Uint8Array.from(Array.from(indices).flatMap((i) => (i === 0 ? [1, 2, 0, 0] : [0, 0, 0, 1]))),
  }),
};

describe('statistics', () => {
  it('are those of the definitions', () => {
    const { images, measured, expected } = statistics(tiny, 'training');
    expect(images).toBe(2);
    expect(measured.meanPixel).toBeCloseTo(3.55 / 8, 7);
    expect(measured.overlap).toBeCloseTo((1 / 3 + 0) / 2, 12);
    expect(measured).toMatchObject({ overlapping: 0.5, incomplete: 0.5, objects: 1.5 });
    expect(expected).toEqual({});
  });

  it('look at no more than the limit', () => {
    expect(statistics(tiny, 'training', { limit: 1 }).measured.objects).toBe(2);
  });

  it('refuse a split without items', () => {
    expect(() => statistics(tiny, 'test')).toThrow('the test split of tiny has no items');
  });

  it('come with what is expected of the shapes of the paper alone', () => {
    expect(staticShapes({ seed: 1 }).expected.meanPixel).toBe(0.1597);
    expect(staticShapes({ seed: 1, objects: 4 }).expected).toEqual({});
    expect(staticShapes({ seed: 1, height: 27 }).expected).toEqual({});
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedComponents, type GroupPixelsOptions, groupPixels, MixtureInputError } from '../images/index.ts';

const size = { height: 4, width: 5 };
const image = [1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 1, 0, 0];

describe.each(['k-means', 'mixture'] as const)('groupPixels by %s', (by) => {
  const group = (pixels: ArrayLike<number>, options: GroupPixelsOptions) => groupPixels(pixels, { ...options, by });

  it('is the same for the same seed, however often', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, groups) => {
        expect(group(image, { ...size, groups, seed })).toEqual(group(image, { ...size, groups, seed }));
      }),
    );
  });

  it('makes no more groups than it is told, nor than there are pixels', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.array(fc.constantFrom(0, 1), { minLength: 20, maxLength: 20 }), (groups, pixels) => {
        const foreground = pixels.filter((pixel) => pixel > 0).length;
        expect(Math.max(...group(pixels, { ...size, groups, seed: 0 }))).toBeLessThanOrEqual(Math.min(groups, foreground));
      }),
    );
  });

  it('has no group to make of a blank image', () => {
    expect(group(new Uint8Array(20), { ...size, groups: 3, seed: 0 })).toEqual(new Int32Array(20));
  });

  it('says which setting is out of range', () => {
    expect(() => group(image, { ...size, groups: 0, seed: 0 })).toThrow(MixtureInputError);
    expect(() => group(image, { ...size, groups: 1.5, seed: 0 })).toThrow('groups must be an integer of at least 1, got 1.5');
    expect(() => group(image, { ...size, groups: 2, seed: 0, restarts: 0 })).toThrow('restarts must be an integer of at least 1, got 0');
    expect(() => group(image, { ...size, groups: 2, seed: 0, iterations: -1 })).toThrow('iterations must be an integer of at least 1');
    expect(() => group(image, { ...size, groups: 2, seed: Number.NaN })).toThrow('seed must be an integer, got NaN');
  });
});

it('k-means ends where every pixel is nearest to the mean of its own group', () => {
  const images = fc.array(fc.constantFrom(0, 1), { minLength: 64, maxLength: 64 });
  fc.assert(
    fc.property(images, fc.integer({ min: 1, max: 5 }), (pixels, groups) => {
      const labels = groupPixels(pixels, { height: 8, width: 8, groups, seed: 1 });
      const members = Array.from({ length: Math.max(...labels) }, (_, k) => [...labels.keys()].filter((i) => labels[i] === k + 1));
      const means = members.map((mine) => [mean(mine.map((i) => Math.floor(i / 8))), mean(mine.map((i) => i % 8))] as const);
      members.forEach((mine, k) => {
        for (const i of mine) {
          const distances = means.map(([row, column]) => (Math.floor(i / 8) - row) ** 2 + ((i % 8) - column) ** 2);
          expect(distances[k]).toBeLessThan(Math.min(...distances) + 1e-9);
        }
      });
    }),
  );
});

it('a Gaussian mixture keeps a density on a line and on a point', () => {
  const line = Float32Array.from({ length: 81 }, (_, i) => (Math.floor(i / 9) === i % 9 && i % 9 !== 4 ? 1 : 0));
  const labels = groupPixels(line, { by: 'mixture', height: 9, width: 9, groups: 2, seed: 0, regularization: 1e-12 });
  const diagonal = Array.from({ length: 9 }, (_, i) => labels[i * 10]);
  expect(diagonal).toEqual([1, 1, 1, 1, 0, 2, 2, 2, 2]);
  expect([...groupPixels([0, 1], { by: 'mixture', height: 1, width: 2, groups: 2, seed: 0 })]).toEqual([0, 1]);
});

it.each(['regularization', 'tolerance'])('a Gaussian mixture needs a %s of at least 0', (setting) => {
  for (const value of [-1, Number.NaN]) {
    expect(() => groupPixels(image, { by: 'mixture', ...size, groups: 2, seed: 0, [setting]: value })).toThrow(
      `${setting} must be a number of at least 0, got ${value}`,
    );
  }
});

describe('connected components', () => {
  it('are one more or one fewer only by what the new pixel touches', () => {
    // An added pixel is a new component, or joins one to four components (of its 4-connected neighbours) into one.
    const images = fc.tuple(fc.array(fc.constantFrom(0, 1), { minLength: 36, maxLength: 36 }), fc.nat(35));
    fc.assert(
      fc.property(images, fc.constantFrom(4, 8), ([pixels, added], connectivity) => {
        const options = { height: 6, width: 6, connectivity } as const;
        const without = connectedComponents(pixels.with(added, 0), options);
        const touched = new Set<number>();
        for (let y = -1; y <= 1; y++) {
          for (let x = -1; x <= 1; x++) {
            const [row, column] = [Math.floor(added / 6) + y, (added % 6) + x];
            const inside = row >= 0 && row < 6 && column >= 0 && column < 6;
            if (inside && (connectivity === 8 || x === 0 || y === 0)) touched.add(without[row * 6 + column]!);
          }
        }
        touched.delete(0);
        const count = (labels: Int32Array) => labels.reduce((a, b) => Math.max(a, b), 0);
        expect(count(connectedComponents(pixels.with(added, 1), options))).toBe(count(without) + 1 - touched.size);
      }),
    );
  });

  it('need a connectivity of 4 or 8', () => {
    // @ts-expect-error a caller without types
    expect(() => connectedComponents(image, { ...size, connectivity: 6 })).toThrow('connectivity must be 4 or 8, got 6');
  });
});

function mean(values: number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

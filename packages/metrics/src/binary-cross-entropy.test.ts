import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binaryCrossEntropy, MetricInputError } from './index.ts';

describe('binaryCrossEntropy', () => {
  it('is that of the definition', () => {
    expect(binaryCrossEntropy([1, 0, 1], [0.5, 0.25, 0.9])).toBeCloseTo(-Math.log(0.5) - Math.log(0.75) - Math.log(0.9), 12);
    expect(binaryCrossEntropy([0.25], [0.5])).toBeCloseTo(Math.log(2), 12);
    expect(binaryCrossEntropy([], [])).toBe(0);
  });

  it('costs the log of the floor for a certain prediction that is wrong, as for a frame that is copied', () => {
    expect(binaryCrossEntropy([1, 0, 1, 0], [0, 1, 1, 0])).toBeCloseTo(-2 * Math.log(1e-6), 4);
    expect(binaryCrossEntropy([1], [0], { floor: 0.01 })).toBeCloseTo(-Math.log(0.01), 12);
  });

  const value = fc.double({ min: 0, max: 1, noNaN: true });
  it('is the sum of its parts, by any mask', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, fc.boolean())), (pixels) => {
        const [truth, prediction] = [pixels.map(([x]) => x), pixels.map(([, p]) => p)];
        const mask = pixels.map(([, , kept]) => (kept ? 1 : 0));
        const part = (masked: number[]) => binaryCrossEntropy(truth, prediction, { mask: masked });
        expect(part(mask) + part(mask.map((kept) => 1 - kept))).toBeCloseTo(binaryCrossEntropy(truth, prediction), 8);
      }),
    );
  });

  it('is least for the truth', () => {
    fc.assert(
      fc.property(value, value, (x, p) => {
        expect(binaryCrossEntropy([x], [p])).toBeGreaterThanOrEqual(binaryCrossEntropy([x], [x]) - 1e-9);
      }),
    );
  });

  it('says what is wrong with its input', () => {
    expect(() => binaryCrossEntropy([1], [])).toThrow(MetricInputError);
    expect(() => binaryCrossEntropy([1], [1.5])).toThrow('prediction[0] must be from 0 to 1, got 1.5');
    expect(() => binaryCrossEntropy([Number.NaN], [1])).toThrow('truth[0] must be from 0 to 1, got NaN');
    expect(() => binaryCrossEntropy([1], [1], { floor: 0 })).toThrow('floor must be above 0 and below 0.5, got 0');
    expect(() => binaryCrossEntropy([1], [1], { mask: [] })).toThrow('mask must hold a value for each of 1 pixels, got 0');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adjustedRandIndex,
  averageSteps,
  bootstrapInterval,
  MetricInputError,
  mean,
  onForeground,
  quantile,
  quartiles,
  quartilesPerStep,
  sampleDeviation,
  scoreImages,
} from './index.ts';
import { uniforms } from './testing/uniforms.ts';

describe('scoreImages', () => {
  const truth = Uint8Array.of(1, 1, 2, 2, 0, 1, 1, 2, 1, 2, 1, 2, 0, 0, 3, 3);
  const prediction = Uint8Array.of(5, 5, 6, 6, 9, 8, 8, 7, 1, 1, 2, 2, 4, 3, 3, 3);

  it('scores each image by itself', () => {
    const metric = onForeground(adjustedRandIndex);
    const scores = scoreImages(metric, truth, prediction, [4, 4]);
    for (const [i, score] of [1, 1, -0.5, 1].entries()) expect(scores[i]).toBeCloseTo(score, 12);
    expect(scoreImages(metric, [...truth], [...prediction], [2, 2, 4])).toEqual(scores);
    expect([...scoreImages(metric, [], [], [3, 0])]).toEqual([1, 1, 1]);
  });

  it('refuses a shape that does not fit', () => {
    for (const shape of [[], [3, 5], [-4, -4], [0.5, 32]]) {
      expect(() => scoreImages(adjustedRandIndex, truth, prediction, shape)).toThrow(MetricInputError);
      expect(() => scoreImages(adjustedRandIndex, truth, prediction, shape)).toThrow(`of 16 labels, got [${shape.join(', ')}]`);
    }
    expect(() => scoreImages(adjustedRandIndex, truth, [1], [4, 4])).toThrow('must label the same items, got 16 and 1 labels');
  });
});

describe('steps', () => {
  // Three steps of two sequences.
  const scores = [0, 1, 0.5, 1, 1, 0.25];

  it('are averaged for each sequence, alike or by weight', () => {
    expect([...averageSteps(scores, [3, 2])]).toEqual([0.5, 0.75]);
    expect([...averageSteps(scores, [3, 2], { weights: [0, 0, 1] })]).toEqual([1, 0.25]);
    expect([...averageSteps(scores, [3, 2], { weights: Float32Array.of(0, 1, 3) })]).toEqual([0.875, 0.4375]);
  });

  it('do not care for the scale of the weights', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 100 }), (each, scale) => {
        const scaled = averageSteps(scores, [3, 2], { weights: each.map((weight) => weight * scale) });
        averageSteps(scores, [3, 2], { weights: each }).forEach((score, b) => {
          expect(scaled[b]).toBeCloseTo(score, 12);
        });
      }),
    );
  });

  it('have their quartiles', () => {
    expect(quartilesPerStep([1, 2, 3, 4, 5, 8, 8, 8, 8, 8], [2, 5])).toEqual([
      { lower: 2, median: 3, upper: 4 },
      { lower: 8, median: 8, upper: 8 },
    ]);
  });

  it('must fit the scores and the weights', () => {
    expect(() => averageSteps(scores, [2, 2])).toThrow('scores must hold 2 steps of 2 sequences, got 6 values');
    expect(() => quartilesPerStep(scores, [2, 2])).toThrow(MetricInputError);
    for (const weights of [
      [1, 1],
      [0, 0, 0],
      [1, -1, 1],
      [1, Number.NaN, 1],
      [1, Number.POSITIVE_INFINITY, 1],
    ]) {
      expect(() => averageSteps(scores, [3, 2], { weights })).toThrow(
        `weights must be 3 numbers of at least 0 and not all 0, got [${weights.join(', ')}]`,
      );
    }
  });
});

describe('statistics', () => {
  it('of nothing are NaN', () => {
    expect([mean([]), sampleDeviation([]), sampleDeviation([1]), quantile([], 0.5)]).toEqual(new Array(4).fill(Number.NaN));
  });

  it('keep infinite values', () => {
    expect(quartiles([Number.NEGATIVE_INFINITY, 1, 2, Number.POSITIVE_INFINITY]).median).toBe(1.5);
    expect(quantile([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], 0.75)).toBe(Number.POSITIVE_INFINITY);
  });

  it('do not reorder what they are given', () => {
    const values = Float64Array.of(3, 1, 2);
    quartiles(values);
    expect([...values]).toEqual([3, 1, 2]);
  });

  it('refuse NaN and shares outside 0 to 1', () => {
    expect(() => quantile([1, Number.NaN, 2], 0.5)).toThrow('values must be numbers, got NaN');
    for (const q of [-0.1, 1.1, Number.NaN]) expect(() => quantile([1], q)).toThrow(/^q must be between 0 and 1, got /);
  });
});

describe('bootstrapInterval', () => {
  const values = Array.from({ length: 200 }, (_, i) => Math.sin(i * i));

  it('is the same for the same seed and another for another', () => {
    expect(bootstrapInterval(values, { seed: 1 })).toEqual(bootstrapInterval(values, { seed: 1 }));
    expect(bootstrapInterval(values, { seed: 1 })).not.toEqual(bootstrapInterval(values, { seed: 2 }));
  });

  it('comes near the normal interval of a mean', () => {
    const half = (1.96 * sampleDeviation(values)) / Math.sqrt(values.length);
    const { lower, upper } = bootstrapInterval(values, { seed: 3, resamples: 5000 });
    expect(Math.abs(lower - (mean(values) - half))).toBeLessThan(0.08 * half);
    expect(Math.abs(upper - (mean(values) + half))).toBeLessThan(0.08 * half);
  });

  it('covers a known mean as often as its level says', () => {
    // 1,000 samples of 40 uniform numbers; the share that is covered has a deviation of 0.013.
    const next = uniforms(6);
    let covered = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const { lower, upper } = bootstrapInterval(Array.from({ length: 40 }, next), { seed, level: 0.8, resamples: 200 });
      if (lower <= 0.5 && 0.5 <= upper) covered++;
    }
    expect(covered / 1000).toBeGreaterThan(0.74);
    expect(covered / 1000).toBeLessThan(0.86);
  });

  it('takes another statistic, and lies within the values', () => {
    const bounds = { lower: Math.min(...values), upper: Math.max(...values) };
    const { lower, upper } = bootstrapInterval(values, { seed: 0, statistic: (sample) => quantile(sample, 0.5) });
    expect(bounds.lower).toBeLessThan(lower);
    expect(lower).toBeLessThan(upper);
    expect(upper).toBeLessThan(bounds.upper);
    expect(bootstrapInterval([4, 4], { seed: 9 })).toEqual({ lower: 4, upper: 4 });
  });

  it('says what is wrong with its input', () => {
    expect(() => bootstrapInterval([], { seed: 0 })).toThrow('values must not be empty');
    expect(() => bootstrapInterval([1, Number.NaN], { seed: 0 })).toThrow('values must be numbers, got NaN');
    expect(() => bootstrapInterval([1], { seed: 0.5 })).toThrow('seed must be an integer, got the number 0.5');
    expect(() => bootstrapInterval([1], { seed: 0, level: 1 })).toThrow('level must be between 0 and 1, got 1');
    expect(() => bootstrapInterval([1], { seed: 0, resamples: 0 })).toThrow(MetricInputError);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustedRandIndex, MetricInputError } from '../index.ts';
import { maskScores, scoreSequences, trackScores } from './index.ts';

// Two objects over four frames of five pixels; from the third frame on the components have changed places.
const truth = [1, 1, 2, 2, 0, /**/ 1, 1, 2, 2, 0, /**/ 1, 1, 2, 2, 0, /**/ 1, 1, 2, 2, 0];
const swapped = [3, 3, 4, 4, 0, /**/ 3, 3, 4, 4, 0, /**/ 4, 4, 3, 3, 0, /**/ 4, 4, 3, 3, 0];

/** A frame of 3 labels, three times as long. */
const sequences = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 18, maxLength: 18 });

describe('scoreSequences', () => {
  it('sees that components change places, which the frames do not show', () => {
    expect(scoreSequences(adjustedRandIndex, truth, truth, [4, 1, 5])[0]).toBe(1);
    expect(scoreSequences(adjustedRandIndex, truth, swapped, [4, 1, 5])[0]).toBeLessThan(0.5);
    expect(scoreSequences(adjustedRandIndex, truth, swapped, [2, 2, 5])).toHaveLength(2);
  });
});

describe('trackScores', () => {
  const background = { predictedBackground: 0 };

  it('counts by hand', () => {
    expect(trackScores(truth, swapped, [4, 1, 5], background)).toEqual([
      {
        mota: 1 - 2 / 8,
        motp: 1,
        objects: 8,
        matches: 8,
        misses: 0,
        falsePositives: 0,
        switches: 2,
        fragmentations: 0,
        mostlyTracked: 2,
        partlyTracked: 0,
        mostlyLost: 0,
      },
    ]);
  });

  it('keeps the match of the frame before while it reaches the threshold, though another overlaps more', () => {
    const object = [1, 1, 1, 1, /**/ 1, 1, 1, 1];
    const groups = [5, 5, 5, 6, /**/ 5, 6, 6, 6];
    expect(trackScores(object, groups, [2, 1, 4], { threshold: 0.2 })[0]!.switches).toBe(0);
    expect(trackScores(object, groups, [2, 1, 4], { threshold: 0.5 })[0]!.switches).toBe(1);
  });

  it('counts an object that comes back after it was missed', () => {
    const [scores] = trackScores([1, 1, 1], [2, 0, 2], [3, 1, 1], background);
    expect(scores).toMatchObject({ misses: 1, switches: 0, fragmentations: 1, mostlyTracked: 0, partlyTracked: 1 });
  });

  it('has a MOTA of 1 for nothing at all, and of 0 for groups where no object is', () => {
    expect(trackScores([0, 0], [0, 0], [2, 1, 1], background)[0]).toMatchObject({ mota: 1, motp: Number.NaN, objects: 0 });
    expect(trackScores([0, 0], [3, 3], [2, 1, 1], background)[0]).toMatchObject({ mota: 0, falsePositives: 2 });
  });

  it('is perfect for the truth under other names, and counts every object once', () => {
    fc.assert(
      fc.property(sequences, sequences, (labels, prediction) => {
        const renamed = labels.map((label) => (label === 0 ? 0 : 9 - label));
        expect(trackScores(labels, renamed, [3, 2, 3], background).map(({ mota }) => mota)).toEqual([1, 1]);
        for (const { objects, matches, misses, mota } of trackScores(labels, prediction, [3, 2, 3], background)) {
          expect(matches + misses).toBe(objects);
          expect(mota).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('says what is wrong with its input', () => {
    for (const threshold of [0, 1.1, Number.NaN])
      expect(() => trackScores([1], [1], [1, 1, 1], { threshold })).toThrow(`threshold must be above 0 and at most 1, got ${threshold}`);
    expect(() => trackScores(truth, swapped, [4, 1, 6])).toThrow('shape must be [T, B, ...] of 20 labels, got [4, 1, 6]');
    expect(() => trackScores(truth, [1], [4, 1, 5])).toThrow(MetricInputError);
  });
});

describe('maskScores', () => {
  it('are 1 for the truth under other names, and at most 1', () => {
    fc.assert(
      fc.property(sequences, sequences, (labels, prediction) => {
        const shape = [2, 1, 3, 3] as const;
        const renamed = labels.map((label) => 9 - label);
        for (const { j, f, match, label } of maskScores(labels, renamed, shape)[0]!) expect([j, f, match]).toEqual([1, 1, 9 - label]);
        for (const { j, f } of maskScores(labels, prediction, shape)[0]!) {
          expect(Math.min(j, f)).toBeGreaterThanOrEqual(0);
          expect(Math.max(j, f)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('match one label to an object for the whole sequence', () => {
    // Whichever component an object gets, it covers the object in two of four frames.
    const scores = maskScores(truth, swapped, [4, 1, 1, 5], { tolerance: 0 })[0]!;
    expect(scores.map(({ j }) => j)).toEqual([0.5, 0.5]);
    expect(new Set(scores.map(({ match }) => match)).size).toBe(2);
  });

  it('score an object that is left over against an empty mask', () => {
    const [scores] = maskScores([1, 1, 2, 2], [7, 7, 7, 7], [1, 1, 2, 2]);
    expect(scores!.filter(({ match }) => match === null)).toMatchObject([{ j: 0, f: 0 }]);
  });

  it('refuse a tolerance that is not a whole number', () => {
    for (const tolerance of [-1, 0.5])
      expect(() => maskScores([1], [1], [1, 1, 1, 1], { tolerance })).toThrow(
        `tolerance must be a whole number of at least 0, got ${tolerance}`,
      );
  });
});

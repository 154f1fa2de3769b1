import { describe, expect, it } from 'vitest';
import { DatasetFileError } from './index.ts';
import { type StoredFile, storedDataset } from './stored.ts';
import type { StoredArray } from './stored-array.ts';

/** An array of T frames and N items whose values count up. */
const array = (place: string, shape: readonly number[], value = (i: number) => i % 5): StoredArray => {
  const [frames = 1, items = 1, ...rest] = shape;
  const block = rest.reduce((a, b) => a * b, 1);
  const values = Float64Array.from({ length: frames * items * block }, (_, i) => value(i));
  const read = (first: number, last: number) =>
    Float64Array.from(
      Array.from({ length: frames }, (_, t) => [...values.subarray((t * items + first) * block, (t * items + last) * block)]).flat(),
    );
  return { place, shape, read };
};
const features = array('training/features', [2, 3, 2, 4, 1]);
const groups = array('training/groups', [2, 3, 2, 4, 1]);
const open = (training: Record<string, StoredArray>, others: Partial<StoredFile> = {}) =>
  storedDataset('toy', { file: 'toy.bin', bytes: 1000, unlabelled: false, splits: { training }, ...others });

describe('a stored dataset', () => {
  it('puts items together by index, in runs or one by one', () => {
    const {
      frames,
      groups: labels,
      annotations,
    } = open({ features, groups, speed: array('training/speed', [2, 3, 2]) }).read('training', [1, 2, 0]);
    const item = (t: number, i: number) => Array.from({ length: 8 }, (_, p) => ((t * 3 + i) * 8 + p) % 5);
    const expected = [0, 1].flatMap((t) => [1, 2, 0].flatMap((i) => item(t, i)));
    expect([...frames]).toEqual(expected);
    expect([...labels]).toEqual(expected);
    expect(annotations.speed?.shape).toEqual([2, 3, 2]);
    expect([...annotations.speed!.values]).toEqual([2, 3, 4, 0, 0, 1, 3, 4, 0, 1, 1, 2]);
  });

  it('passes over arrays of other frames or items, and lists them', () => {
    const others = { speed: array('s', [2, 2, 1]), names: array('n', [3]), empty: array('e', [2, 3, 0]), one: array('o', []) };
    const { skipped, read } = open({ features, groups, ...others }, { skipped: ['a.txt: no array'] });
    const expected = ['s: shape 2×2×1', 'n: shape 3', 'e: shape 2×3×0', 'o: shape ()'].map((each) => `${each}, not 2×3 and more`);
    expect(skipped).toEqual(['a.txt: no array', ...expected]);
    expect(read('training', [0]).annotations).toEqual({});
  });

  it('divides integers by what is white, and tells their range', () => {
    const white = (most: number, others: Partial<StoredFile> = {}) => {
      const pixels = { ...array('f', [2, 3, 2, 4, 1], (i) => (i === 47 ? most : 0)), integers: true };
      const dataset = open({ features: pixels, groups }, others);
      return [dataset.stored, dataset.read('training', [2]).frames.at(-1)];
    };
    expect(white(1)).toEqual([{ least: 0, largest: 1, divisor: 1 }, 1]);
    expect(white(255)).toEqual([{ least: 0, largest: 255, divisor: 255 }, 1]);
    expect(white(51)).toEqual([{ least: 0, largest: 51, divisor: 255 }, Math.fround(0.2)]);
    expect(white(65535)).toEqual([{ least: 0, largest: 65535, divisor: 65535 }, 1]);
    expect(white(1e6)).toEqual([{ least: 0, largest: 1e6, divisor: 1 }, 1e6]);
    expect(white(-1)).toEqual([{ least: -1, largest: 0, divisor: 1 }, -1]);
    expect(white(15, { largest: 15 })).toEqual([{ least: 0, largest: 15, divisor: 15 }, 1]);
    expect(() => white(1, { largest: 0 })).toThrow('largest must be a positive number, not 0');
    const floats = open({ features: array('f', [2, 3, 2, 4, 1], () => 255), groups });
    expect([floats.stored.divisor, floats.read('training', [0]).frames[0]]).toEqual([1, 255]);
  });

  it('refuses integers brighter than the items that it looked at, rather than scale two items by two numbers', () => {
    const late = { ...array('f', [1, 1000, 1, 1, 1], (i) => (i === 1 ? 255 : 0)), integers: true };
    const dataset = open({ features: late, groups: array('g', [1, 1000, 1, 1]) });
    expect(() => dataset.read('training', [1])).toThrow('f: expected pixels from 0 to 1, as in other items (the option largest');
  });

  it('goes without groups when told to', () => {
    expect([...open({ features }, { unlabelled: true }).read('training', [0]).groups]).toEqual(Array(16).fill(0));
  });

  it.each<[string, () => unknown, string]>([
    [
      'no split',
      () => storedDataset('toy', { file: 'toy.bin', bytes: 9, unlabelled: false, splits: {} }),
      'splits: expected at least one of',
    ],
    ['no features', () => open({ groups }), 'training: expected an array features, found groups'],
    ['no groups', () => open({ features }), 'training: expected an array groups, or the option unlabelled, found features'],
    ['features of three axes', () => open({ features: array('f', [2, 3, 4]), groups }), 'f: expected 5 axes'],
    ['groups of another size', () => open({ features, groups: array('g', [2, 3, 2, 2, 1]) }), 'g: expected shape 2×3×2×4×1'],
    [
      'an empty axis',
      () => open({ features: array('f', [2, 3, 0, 4, 1]), groups: array('g', [2, 3, 0, 4, 1]) }),
      'f: expected 2 frames × 3 items, no empty axis',
    ],
    [
      'more than the file can hold',
      () => open({ features, groups }, { bytes: 0 }),
      'training/features: expected an array that fits into a file of 0 bytes',
    ],
    [
      'huge items',
      () => open({ features: { ...features, shape: [2, 3, 40_000, 40_000, 1] }, groups: { ...groups, shape: [2, 3, 40_000, 40_000] } }),
      'training/features: expected items of at most',
    ],
    [
      'splits that differ',
      () =>
        open(
          { features, groups },
          { splits: { training: { features, groups }, test: { features: array('t', [1, 3, 2, 4, 1]), groups: array('g', [1, 3, 2, 4]) } } },
        ),
      't: expected 2 frames of 2×4×1 as in training, found 1×3×2×4×1',
    ],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(DatasetFileError);
    expect(act).toThrow(`toy.bin, ${message}`);
  });

  it('refuses values that cannot be meant', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e300]) {
      const broken = open({ features: array('f', [2, 3, 2, 4, 1], (i) => (i === 30 ? bad : 0)), groups });
      expect(() => broken.read('training', [0, 1])).toThrow(`f: expected finite numbers, found ${bad}`);
    }
    for (const bad of [-1, 256, 1.5]) {
      const broken = open({ features, groups: array('g', [2, 3, 2, 4, 1], (i) => (i === 3 ? bad : 0)) });
      expect(() => broken.read('training', [0])).toThrow(`g: expected groups that are whole numbers from 0 to 255, found ${bad}`);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { toyDigits as digits } from './digits.fixture.ts';
import {
  batches,
  bouncingBalls,
  colorSprites,
  DatasetOptionError,
  flyingMnist,
  flyingShapes,
  staticShapes,
  texturedDigits,
} from './index.ts';

const wrong = (options: object) => options as never;
const data = staticShapes({ seed: 1 });

describe('options of datasets', () => {
  it.each<[string, () => unknown, string]>([
    [
      'a name in other letters',
      () => colorSprites(wrong({ seed: 1, Objects: 3 })),
      'colorSprites: there is no option Objects; did you mean objects?',
    ],
    [
      'a name of another dataset',
      () => bouncingBalls(wrong({ seed: 1, height: 64 })),
      'bouncingBalls: there is no option height; there are objects, kinds',
    ],
    [
      'a speed in the place of a law',
      () => flyingShapes(wrong({ seed: 1, velocity: 2 })),
      'flyingShapes: velocity must be a velocity law, such as wholeVelocities(1), not 2',
    ],
    [
      'missing digits',
      () => texturedDigits(wrong({ seed: 1 })),
      "texturedDigits: digits must be the digits of each split, such as loadMnist() of '@neural-em/datasets/mnist', not undefined",
    ],
    ['the loader in the place of digits', () => flyingMnist(wrong({ seed: 1, digits: () => digits })), 'not a function'],
    [
      'a split that does not exist',
      () => staticShapes(wrong({ seed: 1, size: { train: 9 } })),
      'staticShapes, size: there is no option train; there are training, validation, test',
    ],
    [
      'a number of items in the place of splits',
      () => staticShapes(wrong({ seed: 1, size: 9 })),
      'staticShapes: size must be an object with the items of each split, such as { training: 1000 }, not 9',
    ],
    ['a missing seed', () => staticShapes(wrong({})), 'seed must be a whole number of at least -9007199254740991, not undefined'],
    [
      'a missing batch size',
      () => batches(data, 'test', wrong({})).next(),
      'batches: batchSize must be a whole number above 0, not undefined',
    ],
    [
      'a split that is named otherwise',
      () => batches(data, 'train' as never, { batchSize: 2 }).next(),
      'batches: split must be training, validation or test, not "train"',
    ],
    [
      'one index in the place of indices',
      () => data.read('test', wrong(3 as never)),
      'read: indices must be an array of item numbers, such as [0, 3], not 3',
    ],
    [
      'no indices',
      () => (data.read as (split: 'test') => unknown)('test'),
      'read: indices must be an array of item numbers, such as [0, 3], not undefined',
    ],
  ])('refuse %s', (_, make, message) => {
    expect(make).toThrow(DatasetOptionError);
    expect(make).toThrow(message);
  });
});

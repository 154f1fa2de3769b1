import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aFunction,
  aRecord,
  checkOptions,
  count,
  isShallow,
  type Kinds,
  nearest,
  numberIn,
  optional,
  type Range,
  seed,
  seeds,
  shown,
  unchecked,
} from './index.ts';

class Fault extends Error {}

interface Options {
  readonly batchSize?: number;
  readonly seed: number | string;
  readonly seeds?: { readonly noise?: number };
  readonly noise: { readonly corrupt: () => void };
  readonly optimizer: () => void;
  readonly note?: string;
}

const kinds: Kinds<Options> = {
  batchSize: optional(count),
  seed,
  seeds: optional(seeds),
  noise: aRecord('a noise', { corrupt: 'function' }),
  optimizer: aFunction('an optimizer, such as adam()'),
  note: unchecked,
};

const good: Options = { seed: 1, noise: { corrupt: () => {} }, optimizer: () => {} };
const check = (options: unknown) => checkOptions('train', options as Options, kinds, Fault);

describe('checkOptions', () => {
  it('accepts what is of its kind, and what is left out or undefined', () => {
    check(good);
    check({ ...good, batchSize: 3, seed: 'a', seeds: { noise: 1 }, note: 4, old: undefined });
  });

  it.each<[string, unknown, string]>([
    ['a name in other letters', { ...good, batchsize: 3 }, 'train: there is no option batchsize; did you mean batchSize?'],
    ['a slip', { ...good, optimiser: 3 }, 'train: there is no option optimiser; did you mean optimizer?'],
    ['a name like no other', { ...good, x: 3 }, 'train: there is no option x; there are batchSize, seed, seeds, noise, optimizer, note'],
    ['what is missing', { ...good, noise: undefined }, 'train: noise must be a noise, not undefined'],
    ['a seed of undefined', { ...good, seed: undefined }, 'train: seed must be a number or a text, not undefined'],
    ['a seed of NaN', { ...good, seed: Number.NaN }, 'train: seed must be a number or a text, not NaN'],
    ['an object of another class', { ...good, optimizer: new Map() }, 'train: optimizer must be an optimizer, such as adam(), not a Map'],
    ['a record without its members', { ...good, noise: { name: 'x' } }, 'train: noise must be a noise, not { name }'],
    ['a number as text', { ...good, batchSize: '64' }, 'train: batchSize must be a whole number above 0, not "64"'],
    [
      'a wrong seed among seeds',
      { ...good, seeds: { noise: {} } },
      'train: seeds must be an object of seeds, each a number or a text, not { noise }',
    ],
    ['options that are none', 3, 'train: options must be an object, not 3'],
  ])('refuses %s', (_, options, message) => {
    expect(() => check(options)).toThrow(new Fault(message));
  });
});

describe('numberIn', () => {
  it.each<[Range, string, number[], unknown[]]>([
    [{}, 'a number', [-9, 0], [Number.NaN, Number.POSITIVE_INFINITY, '1', undefined]],
    [{ above: 0 }, 'a number above 0', [0.1], [0]],
    [{ from: 0 }, 'a number of at least 0', [0], [-0.1]],
    [{ from: 0, to: 1 }, 'a number from 0 to 1', [0, 1], [1.1]],
    [{ from: 0, below: 1 }, 'a number of at least 0 and below 1', [0], [1]],
    [{ to: 1 }, 'a number of at most 1', [-1, 1], [2]],
  ])('%j says %s', (range, words, good, bad) => {
    const { expected, accepts } = numberIn(range);
    expect(expected).toBe(words);
    expect([good.every(accepts), bad.some(accepts)]).toEqual([true, false]);
  });
});

describe('nearest', () => {
  it('finds a name of which one letter of six was changed, and none for a name that is far from all', () => {
    const names = ['components', 'batchSize', 'interWeight', 'temperature'];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat({ max: 8 }), (name, at) => {
        expect(nearest(`${name.slice(0, at)}z${name.slice(at + 1)}`, names)).toBe(name);
      }),
    );
    expect(nearest('frames', names)).toBeUndefined();
  });
});

describe('shown', () => {
  it('is short for long and large values', () => {
    expect([new Float32Array(900), Array(900).fill(0), [1, 'a'], null, () => 1].map(shown)).toEqual([
      'a Float32Array',
      'an array of 900',
      '[1, "a"]',
      'null',
      'a function',
    ]);
  });
});

it('lists and objects of a few levels are shallow, those nested without end are not', () => {
  const nested = (levels: number): unknown => Array.from({ length: levels }).reduce<unknown>((inner) => ({ a: [inner] }), 1);
  const endless: unknown[] = [];
  endless.push(endless);
  expect([1, null, undefined, 'a', [], {}, new Float32Array(9), nested(30)].map(isShallow)).toEqual(new Array(8).fill(true));
  expect([nested(40), nested(100_000), endless].map(isShallow)).toEqual([false, false, false]);
});

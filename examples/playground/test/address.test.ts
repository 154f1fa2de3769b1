import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeState, defaultState, encodeState } from '../shared/address.ts';
import { lessons } from '../shared/lessons.ts';
import { canGroup, offered } from '../shared/models.ts';
import { objectOf } from '../shared/picture.ts';
import { showing } from '../shared/show-source.ts';
import { backendNames, type LaneState, limits, methods, type PageState, sources, speeds, usualNoise } from '../shared/state.ts';
import { anyBalls } from './any-balls.ts';
import { anyPoints } from './any-points.ts';

const lane: fc.Arbitrary<LaneState> = fc.record({
  method: fc.constantFrom(...methods),
  components: fc.integer({ min: 1, max: limits.components }),
  seed: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: limits.seed })),
});

const objects = fc.array(
  fc.uniqueArray(fc.integer({ min: 0, max: 783 }), { minLength: 1, maxLength: 60 }).map((pixels) => objectOf(pixels)!),
  { maxLength: 5 },
);

const state: fc.Arbitrary<PageState> = fc
  .record({
    source: fc.constantFrom(...offered),
    scene: fc.integer({ min: 0, max: limits.scene }),
    objects,
    noise: fc.integer({ min: 0, max: limits.noise }),
    lanes: fc.oneof(fc.tuple(lane), fc.tuple(lane, lane)),
    at: fc.integer({ min: 0, max: limits.at }),
    backend: fc.constantFrom('auto' as const, ...backendNames),
    speed: fc.constantFrom(...speeds),
    points: anyPoints,
    balls: anyBalls,
    lesson: fc.constantFrom(
      { number: 0, step: 0 },
      ...lessons.flatMap(({ steps }, index) => steps.map((_, step) => ({ number: index + 1, step }))),
    ),
  })
  .filter(({ lanes, source }) => lanes.every(({ method }) => canGroup(method, source)));

test('every source is shown by methods that can group it, and by the noise that the reader chose, or its usual one', () => {
  fc.assert(
    fc.property(state, fc.constantFrom(...sources), (given, source) => {
      const shown = showing(source, given);
      expect(shown.lanes.every(({ method }) => canGroup(method, source))).toBe(true);
      expect(shown.noise).toBe(given.noise === usualNoise(given.source) ? usualNoise(source) : given.noise);
    }),
  );
});

test('the address holds the whole state', () => {
  fc.assert(
    fc.property(state, (given) => {
      expect(decodeState(`#${encodeState(given)}`)).toEqual({ state: given, problems: [] });
    }),
  );
});

test('the default needs no address', () => {
  expect(encodeState(defaultState())).toBe('');
  expect(decodeState('')).toEqual({ state: defaultState(), problems: [] });
});

test('any text at all gives a state that can be shown', () => {
  const words = fc.constantFrom(
    'see',
    'scene',
    'objects',
    'noise',
    'by',
    'and',
    'at',
    'backend',
    'points',
    'drawn',
    'speed',
    'lesson',
    'balls',
    'knocks',
    'x',
  );
  const text = fc.array(fc.tuple(words, fc.string()), { maxLength: 6 }).map((pairs) => new URLSearchParams(pairs).toString());
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), (fragment) => {
      const { state: shown } = decodeState(fragment);
      expect(decodeState(encodeState(shown))).toEqual({ state: shown, problems: [] });
    }),
  );
});

test.each([
  ['by=rnn-em.12.1', 'K must be a whole number from 1 to 9, not “12”'],
  ['by=em.3.1', 'there is no model “em”; there is rnn-em, n-em, r-nem, mixture, k-means, own'],
  ['noise=-3', 'noise must be a whole number from 0 to 40, not “-3”'],
  ['see=cats', 'see must be one of picture, shapes, digits, balls, clip, not “cats”'],
  ['objects=25.0.9.9.ff', 'the picture in the address is damaged'],
  ['objects=0.0.4.1.zz', 'the picture in the address is damaged'],
  ['points=cats.2.full.spread.1.0', 'what it says about points is damaged'],
  ['balls=5.10', 'what it says about balls is damaged'],
  ['balls=4.0', 'what it says about balls is damaged'],
  ['balls=4.31', 'what it says about balls is damaged'],
  ['knocks=3.40.1', 'what it says about balls is damaged'],
  ['knocks=9.1.1_3.1.1', 'what it says about balls is damaged'],
  ['see=balls&by=n-em.5.1', 'n-em cannot group balls, r-nem does'],
  ['lesson=7', 'there is no lesson 7; there are 1 to 6'],
  ['lesson=1.9', 'there is no lesson 1.9; there are 1 to 6'],
  ['speed=9', 'speed must be one of 0.25, 0.5, 1, 2, 4, not “9”'],
  ['colour=red', '“colour” means nothing here'],
])('says what is wrong with %s', (fragment, problem) => {
  expect(decodeState(fragment).problems).toContain(problem);
});

import { describe, expect, it } from 'vitest';
import * as metrics from './index.ts';
import { maskScores, scoreSequences, trackScores } from './sequences/index.ts';

const { adjustedMutualInformation, adjustedRandIndex, MetricInputError, meanIoU, onForeground, scoreImages } = metrics;

type Act = (given: never) => unknown;

const clustering = {
  adjustedMutualInformation,
  adjustedRandIndex,
  completeness: metrics.completeness,
  expectedMutualInformation: metrics.expectedMutualInformation,
  fowlkesMallows: metrics.fowlkesMallows,
  homogeneity: metrics.homogeneity,
  meanBestOverlap: metrics.meanBestOverlap,
  meanIoU,
  mutualInformation: metrics.mutualInformation,
  normalizedMutualInformation: metrics.normalizedMutualInformation,
  objectScores: metrics.objectScores,
  onForeground: onForeground(adjustedRandIndex),
  purity: metrics.purity,
  randIndex: metrics.randIndex,
  segmentationCovering: metrics.segmentationCovering,
  vMeasure: metrics.vMeasure,
};

/** Every public function that takes lists, with the value under test in one place. */
const acts: Record<string, Act> = {
  ...Object.fromEntries(
    Object.entries(clustering).flatMap(([name, metric]): [string, Act][] => [
      [`${name}, truth`, (given) => metric(given, [1, 2])],
      [`${name}, prediction`, (given) => metric([1, 2], given)],
      [`${name}, both`, (given) => metric(given, given)],
    ]),
  ),
  'scoreImages, truth': (given) => scoreImages(adjustedRandIndex, given, [1, 2], [1, 2]),
  'scoreImages, shape': (given) => scoreImages(adjustedRandIndex, [1, 2], [1, 2], given),
  'assign, costs': (given) => metrics.assign(given, [1, 2]),
  'assign, shape': (given) => metrics.assign([1, 2], given),
  'binaryCrossEntropy, truth': (given) => metrics.binaryCrossEntropy(given, [1, 0]),
  'binaryCrossEntropy, prediction': (given) => metrics.binaryCrossEntropy([1, 0], given),
  'scoreSequences, truth': (given) => scoreSequences(adjustedRandIndex, given, [1, 2], [1, 1, 2]),
  'trackScores, prediction': (given) => trackScores([1, 2], given, [1, 1, 2]),
  'maskScores, truth': (given) => maskScores(given, [1, 2], [1, 1, 1, 2]),
  'maskScores, shape': (given) => maskScores([1, 2], [1, 2], given),
  'hardAssignment, gamma': (given) => metrics.hardAssignment(given, [2, 1]),
  'hardAssignment, shape': (given) => metrics.hardAssignment([0.5, 0.5], given),
  'confidence, gamma': (given) => metrics.confidence(given, [2, 1]),
  'responsibilityEntropy, gamma': (given) => metrics.responsibilityEntropy(given, [2, 1]),
  'usedComponents, gamma': (given) => metrics.usedComponents(given, [2, 1]),
  'averageSteps, scores': (given) => metrics.averageSteps(given, [1, 2]),
  'averageSteps, shape': (given) => metrics.averageSteps([1, 2], given),
  'quartilesPerStep, scores': (given) => metrics.quartilesPerStep(given, [1, 2]),
  bootstrapInterval: (given) => metrics.bootstrapInterval(given, { seed: 1 }),
  mean: metrics.mean,
  sampleDeviation: metrics.sampleDeviation,
  quantile: (given) => metrics.quantile(given, 0.5),
  quartiles: metrics.quartiles,
};

const tensor = { shape: [2], dataSync: () => [1, 2] };
const wrong: Record<string, unknown> = {
  'a Promise': Promise.resolve([0, 0, 1, 1]),
  'a tensor': tensor,
  'a Set': new Set([1]),
  'a Map': new Map(),
  'an object without a length': {},
  'an object without a prototype': Object.create(null),
  'a negative length': { length: -1 },
  'a number': 7,
  'a string': '01',
  'a function': (_: number, __: number) => 0,
  'a DataView': new DataView(new ArrayBuffer(2)),
  'an ArrayBuffer': new ArrayBuffer(2),
  null: null,
  undefined: undefined,
};

describe.each(Object.entries(acts))('%s', (_, act) => {
  it.each(Object.entries(wrong))('refuses %s', (_, given) => {
    expect(() => act(given as never)).toThrow(MetricInputError);
  });
});

it('refuses shapes, options and depths that are none', () => {
  const endless: unknown[] = [];
  endless.push(endless);
  const wrong: (() => unknown)[] = [
    () => metrics.assign([1, 2], { length: 2, 0: 1, 1: 2 } as never),
    () => metrics.hardAssignment([0.5, 0.5], { length: 2, 0: 2, 1: 1 } as never),
    () => metrics.confidence([0.5, 0.5], [Symbol('a'), 1] as never),
    () => metrics.averageSteps([1, 2], ['1', '2'] as never),
    () => metrics.quantile([1, 2], [0.5] as never),
    () => metrics.quantile([1, 2], Symbol('q') as never),
    () => metrics.bootstrapInterval([1, 2], undefined as never),
    () => metrics.bootstrapInterval([1, 2], { seed: Symbol('s') } as never),
    () => adjustedRandIndex(endless as never, endless as never),
  ];
  for (const act of wrong) expect(act).toThrow(MetricInputError);
});

it('says what was given', () => {
  const said = (given: unknown) => () => adjustedRandIndex(given as never, [1]);
  expect(said(Promise.resolve([1]))).toThrow('truth must be an array or a typed array of labels, got a Promise: await it first');
  expect(said(tensor)).toThrow('got a tensor: give its values, as `await tensor.data()` has them');
  expect(said(new Set())).toThrow('got an object (Set)');
  expect(said({})).toThrow('got an object (Object)');
  expect(said('01')).toThrow('got the string "01"');
  expect(said(undefined)).toThrow('got undefined');
});

describe('labels that people have', () => {
  const truth = [0, 0, 1, 1, 2, 2, 2];
  const prediction = [1, 1, 1, 3, 3, 3, 0];
  const kinds: Record<string, (labels: number[]) => metrics.Labels> = {
    strings: (labels) => labels.map((label) => `group ${label}`),
    BigInts: (labels) => labels.map(BigInt),
    BigInt64Array: (labels) => BigInt64Array.from(labels, BigInt),
    'BigInts beyond safe numbers': (labels) => labels.map((label) => 2n ** 62n + BigInt(label)),
    'arrays of one': (labels) => labels.map((label) => [label]),
    'rows of typed arrays': (labels) => labels.map((label) => Uint8Array.of(label)),
    'an object with a length': (labels) => ({ ...Object.fromEntries(labels.entries()), length: labels.length }),
  };
  const scores = { adjustedRandIndex, adjustedMutualInformation, purity: metrics.purity, vMeasure: metrics.vMeasure };
  it.each(Object.entries(kinds))('%s score as integers do', (_, as) => {
    for (const metric of Object.values(scores)) {
      expect(metric(as(truth), as(prediction))).toBe(metric(truth, prediction));
      expect(metric(as(truth), prediction)).toBe(metric(truth, prediction));
    }
  });

  it('takes truth values and BigInts where 0 is the background', () => {
    const mask = [false, true, true, false];
    expect(meanIoU(mask, mask)).toBe(1);
    expect(meanIoU(mask, [0, 1, 0, 0])).toBe(meanIoU([0, 1, 1, 0], [0, 1, 0, 0]));
    expect(onForeground(metrics.purity)([0n, 1n, 2n], [5n, 5n, 5n])).toBe(0.5);
    const nested = [
      [1, 1],
      [0, 2],
    ];
    expect([...scoreImages(adjustedRandIndex, nested, nested, [2, 2])]).toEqual([1, 1]);
  });

  it('refuses what has no meaning, by value', () => {
    const fails = (labels: unknown, message: string) => expect(() => adjustedRandIndex(labels as never, labels as never)).toThrow(message);
    fails([1, '1'], 'truth must hold labels of one kind, got a number first and the string "1" at 1');
    fails([1, undefined], 'truth[1] must be an integer, a truth value or a string, got undefined');
    fails([Symbol.iterator], 'truth[0] must be an integer, a truth value or a string, got the symbol Symbol(Symbol.iterator)');
    fails([[1, 2], [3]], 'truth[1] must be of shape [2] as truth[0] is, got [1]');
    fails([[1, 2], 3], 'truth[1] must be an array as truth[0] is, got the number 3');
    expect(() => meanIoU(['a'], ['a'])).toThrow('truth must hold integers, of which 0 is the background, got the string "a"');
    const wide = [[1, 2, 3]];
    expect(() => adjustedRandIndex(wide, [[1], [2], [3]])).toThrow('truth and prediction must be of one shape, got [1,3] and [3,1]');
    expect(() => metrics.mean(['1', '2'] as never)).toThrow('values[0] must be a number, got the string "1"');
  });
});

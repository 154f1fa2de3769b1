import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adjustedMutualInformation,
  adjustedRandIndex,
  type ClusteringMetric,
  completeness,
  expectedMutualInformation,
  fowlkesMallows,
  homogeneity,
  MetricInputError,
  mean,
  meanBestOverlap,
  meanIoU,
  mutualInformation,
  normalizedMutualInformation,
  onForeground,
  purity,
  randIndex,
  segmentationCovering,
  vMeasure,
} from './index.ts';

interface Law {
  readonly metric: ClusteringMetric;
  readonly symmetric?: boolean;
  /** Smallest and largest value. */
  readonly bounds: readonly [number, number];
  /** The score of a grouping with itself, if it is always the same number. */
  readonly itself?: number;
}

const allObjects = { background: null };

const laws: Record<string, Law> = {
  ...Object.fromEntries(
    (['arithmetic', 'max', 'min', 'geometric'] as const).flatMap((average): [string, Law][] => [
      [
        `adjustedMutualInformation ${average}`,
        // With the smaller entropy as the divisor, a score below chance has no lower bound.
        {
          metric: (t, p) => adjustedMutualInformation(t, p, { average }),
          symmetric: true,
          bounds: [Number.NEGATIVE_INFINITY, 1],
          itself: 1,
        },
      ],
      [
        `normalizedMutualInformation ${average}`,
        { metric: (t, p) => normalizedMutualInformation(t, p, { average }), symmetric: true, bounds: [0, 1], itself: 1 },
      ],
    ]),
  ),
  mutualInformation: { metric: mutualInformation, symmetric: true, bounds: [0, Math.log(12)] },
  expectedMutualInformation: { metric: expectedMutualInformation, symmetric: true, bounds: [0, Math.log(12)] },
  adjustedRandIndex: { metric: adjustedRandIndex, symmetric: true, bounds: [-0.5, 1], itself: 1 },
  randIndex: { metric: randIndex, symmetric: true, bounds: [0, 1], itself: 1 },
  homogeneity: { metric: homogeneity, bounds: [0, 1] },
  completeness: { metric: completeness, bounds: [0, 1] },
  vMeasure: { metric: vMeasure, symmetric: true, bounds: [0, 1] },
  fowlkesMallows: { metric: fowlkesMallows, symmetric: true, bounds: [0, 1] },
  purity: { metric: purity, bounds: [0, 1], itself: 1 },
  meanIoU: { metric: (t, p) => meanIoU(t, p, allObjects), bounds: [0, 1], itself: 1 },
  meanBestOverlap: { metric: (t, p) => meanBestOverlap(t, p, allObjects), bounds: [0, 1], itself: 1 },
  segmentationCovering: { metric: (t, p) => segmentationCovering(t, p, allObjects), bounds: [0, 1], itself: 1 },
  'onForeground ARI': { metric: onForeground(adjustedRandIndex), bounds: [-0.5, 1], itself: 1 },
};

const label = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.maxSafeInteger());
const labelings = fc.array(fc.tuple(label, label, fc.nat()), { maxLength: 12 }).map((items) => ({
  truth: items.map(([t]) => t),
  prediction: items.map(([, p]) => p),
  order: items.map(([, , key], i) => [key, i] as const),
}));

describe.each(Object.entries(laws))('%s', (_, { metric, symmetric, bounds, itself }) => {
  it('does not depend on the order of the items', () => {
    fc.assert(
      fc.property(labelings, ({ truth, prediction, order }) => {
        const places = [...order].sort(([a], [b]) => a - b).map(([, i]) => i);
        const shuffled = metric(
          places.map((i) => truth[i]!),
          places.map((i) => prediction[i]!),
        );
        expect(shuffled).toBeCloseTo(metric(truth, prediction), 10);
      }),
    );
  });

  it('does not depend on the names of the groups, save the background', () => {
    const renamed = (labels: number[], factor: number) => labels.map((each) => (each === 0 ? 0 : each > 4 ? each : -each * factor));
    fc.assert(
      fc.property(labelings, ({ truth, prediction }) => {
        expect(metric(renamed(truth, 1000), renamed(prediction, 2 ** 33))).toBeCloseTo(metric(truth, prediction), 10);
      }),
    );
  });

  it('lies within its bounds', () => {
    fc.assert(
      fc.property(labelings, ({ truth, prediction }) => {
        const score = metric(truth, prediction);
        expect(score).toBeGreaterThanOrEqual(bounds[0] - 1e-12);
        expect(score).toBeLessThanOrEqual(bounds[1] + 1e-12);
      }),
    );
  });

  if (symmetric)
    it('is symmetric', () => {
      fc.assert(
        fc.property(labelings, ({ truth, prediction }) => {
          expect(metric(truth, prediction)).toBeCloseTo(metric(prediction, truth), 10);
        }),
      );
    });

  if (itself !== undefined)
    it('scores a grouping against itself', () => {
      fc.assert(
        fc.property(labelings, ({ truth }) => {
          expect(metric(truth, truth)).toBe(itself);
        }),
      );
    });

  it('takes typed arrays', () => {
    const [truth, prediction] = [
      [0, 0, 1, 1, 2, 2, 2],
      [1, 1, 1, 3, 3, 3, 0],
    ];
    const score = metric(truth!, prediction!);
    expect(Math.abs(score)).toBeGreaterThan(0.05);
    for (const Labels of [Uint8Array, Int16Array, Int32Array, Uint32Array, Float32Array, Float64Array]) {
      expect(metric(Labels.from(truth!), Labels.from(prediction!))).toBe(score);
    }
  });

  it('refuses lengths that differ and labels that are not integers', () => {
    const fails = (truth: number[], prediction: number[], message: string) => {
      expect(() => metric(truth, prediction)).toThrow(MetricInputError);
      expect(() => metric(truth, prediction)).toThrow(message);
    };
    fails([1, 2], [1], 'truth and prediction must label the same items, got 2 and 1 labels');
    fails([1, Number.NaN], [1, 1], 'truth[1] must be an integer, got NaN');
    fails([1, 1], [0.5, 1], 'prediction[0] must be an integer, got 0.5');
    fails([1, 1], [1, Number.POSITIVE_INFINITY], 'prediction[1] must be an integer, got Infinity');
  });
});

describe('chance', () => {
  const orders = (n: number): number[][] =>
    n === 0
      ? [[]]
      : orders(n - 1).flatMap((order) => Array.from({ length: n }, (_, i) => [...order.slice(0, i), n - 1, ...order.slice(i)]));
  const small = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 6 });
  const overAllOrders = (metric: ClusteringMetric, pairs: [number, number][]) =>
    mean(
      orders(pairs.length).map((order) =>
        metric(
          pairs.map(([t]) => t),
          order.map((i) => pairs[i]![1]),
        ),
      ),
    );

  it('expected mutual information is the mean over every order of one side', () => {
    fc.assert(
      fc.property(small, (pairs) => {
        const expected = expectedMutualInformation(
          pairs.map(([t]) => t),
          pairs.map(([, p]) => p),
        );
        expect(overAllOrders(mutualInformation, pairs)).toBeCloseTo(expected, 12);
      }),
    );
  });

  it.each([
    ['adjustedMutualInformation', adjustedMutualInformation],
    ['adjustedRandIndex', adjustedRandIndex],
  ])('%s is 0 on average over every order of one side', (_, metric) => {
    fc.assert(
      fc.property(small, (pairs) => {
        // Two groupings that are all singletons, or one group each, are the same in every order.
        const sides = [new Set(pairs.map(([t]) => t)).size, new Set(pairs.map(([, p]) => p)).size];
        fc.pre(sides[0] !== sides[1] || (sides[0] !== 1 && sides[0] !== pairs.length));
        expect(overAllOrders(metric, pairs)).toBeCloseTo(0, 12);
      }),
    );
  });
});

describe('where chance alone reaches the bound', () => {
  const singletons = [0, 1, 2, 3, 4, 5];
  it('AMI is 1 for the same grouping and 0 for any other', () => {
    expect(adjustedMutualInformation([0, 1], [0, 1])).toBe(1);
    expect(adjustedMutualInformation(singletons, singletons.toReversed())).toBe(1);
    expect(adjustedMutualInformation([0, 0, 0, 1, 1, 1], singletons, { average: 'min' })).toBe(0);
    expect(Math.abs(adjustedMutualInformation([0, 0, 0, 1, 1, 1], singletons))).toBeLessThan(1e-12);
  });

  it('a hundred thousand singletons need no matrix', () => {
    const many = Int32Array.from({ length: 1e5 }, (_, i) => i * 20011);
    expect(adjustedMutualInformation(many, many.toReversed())).toBe(1);
    const halves = many.map((_, i) => i % 2);
    expect(Math.abs(adjustedMutualInformation(many, halves))).toBeLessThan(1e-9);
  });
});

it('refuses an average it does not know', () => {
  // @ts-expect-error a caller without types
  expect(() => adjustedMutualInformation([1], [1], { average: 'mean' })).toThrow(
    'average must be one of arithmetic, max, min, geometric, got mean',
  );
});

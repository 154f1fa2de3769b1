import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  adjustedMutualInformation,
  adjustedRandIndex,
  type ClusteringMetric,
  completeness,
  expectedMutualInformation,
  fowlkesMallows,
  homogeneity,
  mean,
  meanBestOverlap,
  meanIoU,
  mutualInformation,
  normalizedMutualInformation,
  purity,
  quantile,
  randIndex,
  sampleDeviation,
  segmentationCovering,
  vMeasure,
} from './index.ts';
import { uniforms } from './testing/uniforms.ts';

/** Made by ../golden/golden.py. */
interface Golden {
  readonly origin: string;
  readonly clusterings: readonly Case[];
  readonly samples: readonly {
    items: number;
    seed: number;
    at: number[];
    quantiles: number[];
    mean: number;
    sampleDeviation: number | null;
  }[];
}

interface Case {
  readonly name?: string;
  readonly truth?: number[];
  readonly prediction?: number[];
  readonly recipe?: Recipe;
  readonly scores: Readonly<Record<string, number>> & { readonly objects?: Overlaps; readonly allObjects?: Overlaps };
}

type Overlaps = Readonly<Record<keyof typeof overlaps, number>>;

interface Recipe {
  readonly items: number;
  readonly groups: readonly [number, number];
  readonly seed: number;
  readonly power?: number;
  readonly agree?: number;
  readonly scale?: number;
  readonly offset?: number;
}

const golden = JSON.parse(readFileSync(new URL('../golden/golden.json', import.meta.url), 'utf8')) as Golden;

const metrics: Record<string, ClusteringMetric> = {
  mutualInformation,
  expectedMutualInformation,
  adjustedRandIndex,
  randIndex,
  homogeneity,
  completeness,
  vMeasure,
  vMeasureBeta2: (truth, prediction) => vMeasure(truth, prediction, { beta: 2 }),
  fowlkesMallows,
  purity,
};
for (const average of ['arithmetic', 'max', 'min', 'geometric'] as const) {
  metrics[`adjustedMutualInformation/${average}`] = (truth, prediction) => adjustedMutualInformation(truth, prediction, { average });
  metrics[`normalizedMutualInformation/${average}`] = (truth, prediction) => normalizedMutualInformation(truth, prediction, { average });
}

const overlaps = { meanIoU, meanBestOverlap, segmentationCovering };

/** The labelings of golden.py. */
function labelings({ items, groups, seed, power = 1, agree = 0, scale = 1, offset = 0 }: Recipe): [number[], number[]] {
  const next = uniforms(seed);
  const truth: number[] = [];
  const prediction: number[] = [];
  for (let i = 0; i < items; i++) {
    const drawn = next();
    let place = drawn;
    for (let p = 1; p < power; p++) place *= drawn;
    const group = Math.floor(groups[0] * place);
    const kept = next() < agree;
    const other = Math.floor(groups[1] * next());
    truth.push(group * scale + offset);
    prediction.push(kept ? group % groups[1] : other);
  }
  return [truth, prediction];
}

describe(`agrees with ${golden.origin}`, () => {
  it.each(golden.clusterings.map((each) => [each.name ?? JSON.stringify(each.recipe), each] as const))(
    '%s',
    (_, { recipe, scores, ...lists }) => {
      const [truth, prediction] = recipe ? labelings(recipe) : [lists.truth!, lists.prediction!];
      const { objects, allObjects, ...clustering } = scores;
      for (const [name, expected] of Object.entries(clustering)) {
        expect(Math.abs(metrics[name]!(truth, prediction) - expected), name).toBeLessThan(1e-9);
      }
      for (const [name, metric] of Object.entries(overlaps) as [keyof Overlaps, typeof meanIoU][]) {
        if (objects) expect(metric(truth, prediction), name).toBeCloseTo(objects[name], 12);
        if (allObjects) expect(metric(truth, prediction, { background: null }), name).toBeCloseTo(allObjects[name], 12);
      }
    },
  );

  it.each(golden.samples)('statistics of $items numbers', ({ items, seed, at, quantiles, ...expected }) => {
    const values = Array.from({ length: items }, uniforms(seed));
    expect(mean(values)).toBeCloseTo(expected.mean, 12);
    if (expected.sampleDeviation === null) expect(sampleDeviation(values)).toBeNaN();
    else expect(sampleDeviation(values)).toBeCloseTo(expected.sampleDeviation, 12);
    at.forEach((q, i) => {
      expect(quantile(values, q)).toBeCloseTo(quantiles[i]!, 12);
    });
  });
});

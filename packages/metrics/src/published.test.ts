import { describe, expect, it } from 'vitest';
import {
  adjustedMutualInformation,
  adjustedRandIndex,
  completeness,
  expectedMutualInformation,
  fowlkesMallows,
  homogeneity,
  type Labels,
  mutualInformation,
  normalizedMutualInformation,
  randIndex,
  vMeasure,
} from './index.ts';

type Metric = (truth: Labels, prediction: Labels) => number;
type Example = readonly [metric: string, score: Metric, truth: Labels, prediction: Labels, value: number, digits: number];

const guide = [0, 0, 0, 1, 1, 1];
const letters = (text: string) => [...text];

/** Examples that scikit-learn's reference, user guide and tests print, with as many digits as they print. */
const examples: readonly Example[] = [
  ['adjusted_rand_score', adjustedRandIndex, [0, 0, 1, 1], [1, 1, 0, 0], 1, 12],
  ['adjusted_rand_score', adjustedRandIndex, [0, 0, 1, 2], [0, 0, 1, 1], 0.57, 2],
  ['adjusted_rand_score', adjustedRandIndex, [0, 0, 1, 1], [0, 0, 1, 2], 0.57, 2],
  ['adjusted_rand_score', adjustedRandIndex, [0, 0, 0, 0], [0, 1, 2, 3], 0, 12],
  ['adjusted_rand_score', adjustedRandIndex, [0, 0, 1, 1], [0, 1, 0, 1], -0.5, 12],
  ['adjusted_rand_score', adjustedRandIndex, guide, [0, 0, 1, 1, 2, 2], 0.24, 2],
  ['adjusted_rand_score', adjustedRandIndex, guide, [1, 1, 0, 0, 3, 3], 0.24, 2],
  ['adjusted_rand_score', adjustedRandIndex, [0, 1, 2, 0, 3, 4, 5, 1], [1, 1, 0, 0, 2, 2, 2, 2], -0.12, 1],
  ['rand_score', randIndex, [0, 0, 1, 1], [1, 1, 0, 0], 1, 12],
  ['rand_score', randIndex, [0, 0, 1, 2], [0, 0, 1, 1], 0.83, 2],
  ['rand_score', randIndex, guide, [0, 0, 1, 1, 2, 2], 0.66, 1],
  ['adjusted_mutual_info_score', adjustedMutualInformation, [0, 0, 1, 1], [1, 1, 0, 0], 1, 12],
  ['adjusted_mutual_info_score', adjustedMutualInformation, [0, 0, 0, 0], [0, 1, 2, 3], 0, 12],
  ['adjusted_mutual_info_score', adjustedMutualInformation, guide, [0, 0, 1, 1, 2, 2], 0.29879, 5],
  ['adjusted_mutual_info_score', adjustedMutualInformation, letters('aaaaaabbbbbbccccc'), letters('eeeefeffffgegggff'), 0.27821, 5],
  ['expected_mutual_information', expectedMutualInformation, letters('aaaaaabbbbbbccccc'), letters('eeeefeffffgegggff'), 0.15042, 5],
  ['mutual_info_score', mutualInformation, letters('aaaaaabbbbbbccccc'), letters('eeeefeffffgegggff'), 0.41022, 5],
  ['normalized_mutual_info_score', normalizedMutualInformation, [0, 0, 1, 1], [1, 1, 0, 0], 1, 12],
  ['normalized_mutual_info_score', normalizedMutualInformation, [0, 0, 0, 0], [0, 1, 2, 3], 0, 12],
  ['homogeneity_score', homogeneity, [0, 0, 1, 1], [0, 0, 1, 2], 1, 12],
  ['homogeneity_score', homogeneity, [0, 0, 1, 1], [0, 1, 0, 1], 0, 12],
  ['homogeneity_score', homogeneity, [0, 0, 0, 2, 2, 2], [0, 1, 0, 1, 2, 2], 0.67, 2],
  ['completeness_score', completeness, [0, 0, 1, 1], [0, 0, 0, 0], 1, 12],
  ['completeness_score', completeness, [0, 1, 2, 3], [0, 0, 1, 1], 1, 12],
  ['completeness_score', completeness, [0, 0, 0, 2, 2, 2], [0, 1, 0, 1, 2, 2], 0.42, 2],
  ['v_measure_score', vMeasure, [0, 0, 1, 2], [0, 0, 1, 1], 0.8, 2],
  ['v_measure_score', vMeasure, [0, 1, 2, 3], [0, 0, 1, 1], 0.67, 2],
  ['v_measure_score', vMeasure, [0, 0, 0, 2, 2, 2], [0, 1, 0, 1, 2, 2], 0.52, 2],
  ['v_measure_score of beta 0.6', (t, p) => vMeasure(t, p, { beta: 0.6 }), guide, [0, 0, 1, 1, 2, 2], 0.547, 2],
  ['fowlkes_mallows_score', fowlkesMallows, guide, [0, 0, 1, 1, 2, 2], 0.4714, 4],
  ['fowlkes_mallows_score', fowlkesMallows, [0, 0, 0, 0], [0, 1, 2, 3], 0, 12],
];

describe("scikit-learn's published examples", () => {
  it.each(examples)('%s', (_, score, truth, prediction, value, digits) => {
    expect(score(truth, prediction)).toBeCloseTo(value, digits);
  });
});

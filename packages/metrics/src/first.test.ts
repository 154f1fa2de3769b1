import { expect, it } from 'vitest';
import { adjustedMutualInformation, adjustedRandIndex, hardAssignment, onForeground } from './index.ts';

it('agrees with scikit-learn 1.2.1 on a small table', () => {
  expect(adjustedMutualInformation([0, 0, 1, 1, 2, 2], [0, 0, 1, 2, 2, 2])).toBeCloseTo(0.5023607027202738, 12);
});
it('scores the same grouping 1 and takes the foreground alone', () => {
  expect(adjustedRandIndex([1, 1, -7], [5, 5, 9e9])).toBe(1);
  expect(onForeground(adjustedMutualInformation)([0, 0, 1, 2], [9, 8, 3, 4])).toBe(1);
});
it('takes the largest responsibility', () => {
  expect([...hardAssignment(Float32Array.of(0.9, 0.2, 0.1, 0.8), [1, 2, 2, 1])]).toEqual([0, 1]);
});

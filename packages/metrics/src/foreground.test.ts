import { expect, it } from 'vitest';
import { adjustedMutualInformation, adjustedRandIndex, MetricInputError, onForeground, purity } from './index.ts';

it('scores the items with a true label other than 0', () => {
  const seen: ArrayLike<number>[] = [];
  onForeground((truth, prediction) => seen.push(truth, prediction))(Uint8Array.of(0, 1, 0, 2, 2), Uint8Array.of(3, 0, 1, 0, 2));
  expect(seen.map((labels) => Array.from(labels))).toEqual([
    [1, 2, 2],
    [0, 0, 2],
  ]);
});

it('ignores what is predicted in the background', () => {
  const truth = [0, 0, 1, 1, 2, 2];
  for (const prediction of [
    [1, 2, 5, 5, 6, 6],
    [5, 6, 5, 5, 6, 6],
  ]) {
    expect(onForeground(adjustedRandIndex)(truth, prediction)).toBe(1);
    expect(adjustedRandIndex(truth, prediction)).toBeLessThan(1);
  }
});

it('gives an image without foreground to the metric as no items', () => {
  expect(onForeground(adjustedMutualInformation)([0, 0], [1, 2])).toBe(1);
});

it('refuses lengths that differ before it drops anything', () => {
  expect(() => onForeground(purity)([0, 0, 0], [1])).toThrow(MetricInputError);
});

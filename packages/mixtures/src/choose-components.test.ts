import { createRandom } from '@neural-em/random';
import { expect, it } from 'vitest';
import { chooseComponents, gaussianMixture } from './index.ts';

it.each(['bic', 'aic', 'icl'] as const)('chooses three components for three clusters by %s', (by) => {
  const random = createRandom(1, 'three');
  const points = Float64Array.from(
    { length: 600 },
    (_, j) => [0, 8, 16][Math.floor(j / 2) % 3]! * (j % 2 === 0 ? 1 : -1) + random.normal(),
  );
  const fit = (components: number) => gaussianMixture(points, { dimensions: 2, components, covariance: 'spherical', seed: 0, restarts: 3 });
  const { components, mixture, scores } = chooseComponents(points, { from: 1, to: 5, by, fit });
  expect(components).toBe(3);
  expect(mixture.components).toBe(3);
  expect(scores.map((score) => score.components)).toEqual([1, 2, 3, 4, 5]);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { kMeans } from '../index.ts';
import { makePoints, runs, seeds } from '../laws.fixture.ts';

it('k-means ends where every point is nearest to its own centre, which is the mean of its points, and never with an empty cluster', () => {
  fc.assert(
    fc.property(
      seeds,
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom('k-means++' as const, 'random' as const),
      (seed, clusters, init) => {
        const points = makePoints(seed);
        const { centres, labels, inertia, converged } = kMeans(points, { dimensions: 2, clusters, seed, init, restarts: 1 });
        expect(converged).toBe(true);
        const squared = (i: number, k: number) => (points[2 * i]! - centres[2 * k]!) ** 2 + (points[2 * i + 1]! - centres[2 * k + 1]!) ** 2;
        let sum = 0;
        for (let i = 0; i < 60; i++) {
          sum += squared(i, labels[i]!);
          for (let k = 0; k < clusters; k++) expect(squared(i, labels[i]!)).toBeLessThan(squared(i, k) + 1e-9);
        }
        expect(sum).toBeCloseTo(inertia, 8);
        for (let k = 0; k < clusters; k++) {
          const mine = [...labels.keys()].filter((i) => labels[i] === k);
          expect(mine.length).toBeGreaterThan(0);
          expect(mine.reduce((total, i) => total + points[2 * i]!, 0) / mine.length).toBeCloseTo(centres[2 * k]!, 8);
        }
      },
    ),
    runs,
  );
});

import { expect, it } from 'vitest';
import { gaussianMixture } from '../index.ts';
import { makePoints, plane } from '../laws.fixture.ts';
import { studentMixture, studentModel } from '../student/index.ts';

it('a mixture of t-distributions is not moved by outliers that move a Gaussian one', () => {
  const points = makePoints(2, 90);
  const spoilt = Float64Array.from([...points, 500, 500, -600, 400]);
  const clean = studentMixture(points, { ...plane, components: 1 });
  const student = studentMixture(spoilt, { ...plane, components: 1 });
  const normal = gaussianMixture(spoilt, { ...plane, components: 1 });
  expect(Math.abs(student.means[1]! - clean.means[1]!)).toBeLessThan(0.5);
  expect(Math.abs(normal.means[1]! - clean.means[1]!)).toBeGreaterThan(5);
  expect(studentModel(JSON.parse(JSON.stringify(student))).logDensity(points)).toEqual(student.logDensity(points));
  const { points: drawn } = studentModel({ weights: [1], means: [1], covariances: [4], freedom: 5 }).sample(1, 50_000);
  // The variance of t with 5 degrees of freedom is 5/3 of the scale.
  expect(drawn.reduce((sum, value) => sum + (value - 1) ** 2, 0) / 50_000).toBeCloseTo(20 / 3, 0);
});

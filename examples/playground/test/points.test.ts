import { gaussianMixture, kMeans } from '@neural-em/mixtures';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Point, pointData } from '../shared/points/data.ts';
import { covarianceOf, reachable, runPoints } from '../shared/points/em.ts';
import { covariances, decodePoints, encodePoints, type PointsState, pointLimits, pointsOf, usualPoints } from '../shared/points/state.ts';
import { anyPoints, keys } from './any-points.ts';

test('the log-likelihood climbs, whatever is chosen, and responsibilities sum to one', () => {
  fc.assert(
    fc.property(
      anyPoints.filter(({ data }) => data !== 'drawn'),
      (given) => {
        const points = pointsOf(given);
        const run = runPoints(points, given);
        for (let at = 2; at <= 16; at += 2) {
          // The number that is added to variances may lower the likelihood a little.
          expect(run.at(at).logLikelihood).toBeGreaterThan(run.at(at - 2).logLikelihood - 0.02);
          expect(run.at(at).spread).toBeLessThan(run.at(at - 2).spread + 1e-9);
        }
        const { gamma } = run.at(16);
        for (let i = 0; i < points.length; i++) {
          let sum = 0;
          for (let at = i; at < gamma!.length; at += points.length) sum += gamma![at]!;
          expect(sum).toBeCloseTo(1, 6);
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('ends with Old Faithful where the package does, at the two kinds of eruptions that the literature has', () => {
  const points = pointData.faithful.points();
  const moment = runPoints(points, { ...usualPoints, start: 'spread' }).at(120);
  const fitted = gaussianMixture(points, { components: 2, seed: 1, tolerance: 0, iterations: 300, regularization: 1e-4 });
  expect(moment.logLikelihood).toBeCloseTo(fitted.logLikelihood(points) / points.length, 6);
  const [x, y] = pointData.faithful.axes;
  const eruptions = [0, 1]
    .map((k) => ({
      minutes: x.from + moment.theta.means[2 * k]! * (x.to - x.from),
      wait: y.from + moment.theta.means[2 * k + 1]! * (y.to - y.from),
      share: moment.theta.weights[k]!,
    }))
    .sort((a, b) => a.minutes - b.minutes);
  // mclust and textbooks give these values for two components, each with its own covariance.
  expect(eruptions[0]!.minutes).toBeCloseTo(2.04, 1);
  expect(eruptions[0]!.wait).toBeCloseTo(54.5, 0);
  expect(eruptions[0]!.share).toBeCloseTo(0.356, 2);
  expect(eruptions[1]!.minutes).toBeCloseTo(4.29, 1);
  expect(eruptions[1]!.wait).toBeCloseTo(80, 0);
});

test('k-means beside it ends where the package does from the same centres', () => {
  const points = pointData.blobs.points(3);
  const options = { components: 3, covariance: 'full', start: 'spread', seed: 4 } as const;
  const run = runPoints(points, options);
  const whole = kMeans(points, { clusters: 3, seed: 0, init: run.at(0).centres, dimensions: 2 });
  expect(run.at(100).spread * points.length).toBeCloseTo(whole.inertia, 9);
  expect([...run.at(101).labels!]).toEqual([...whole.labels]);
});

test('a start that is spread out ends at least as high as one in a corner', () => {
  const blobs = pointData.blobs.points(1);
  const end = (start: PointsState['start']) =>
    runPoints(blobs, { components: 3, covariance: 'full', start, seed: 1 }).at(120).logLikelihood;
  expect(end('spread')).toBeGreaterThan(end('bad') - 1e-6);
  expect(reachable(blobs, { components: 3, covariance: 'full' })).toBeCloseTo(end('spread'), 2);
});

test.each(keys(covariances))('reads covariances that are %s', (covariance) => {
  const points = pointData.stripes.points(1);
  const { theta } = runPoints(points, { components: 3, covariance, start: 'spread', seed: 1 }).at(20);
  for (let k = 0; k < 3; k++) {
    const [xx, xy, yy] = covarianceOf[covariance](theta.covariances, k);
    expect(xx * yy - xy * xy).toBeGreaterThan(0);
  }
});

test('an address holds it, and says no to what is not one', () => {
  fc.assert(
    fc.property(anyPoints, (given) => {
      const { settings, drawn } = encodePoints(given);
      expect(decodePoints(settings, drawn)).toEqual(given);
    }),
  );
  fc.assert(fc.property(fc.string(), fc.string(), (settings, drawn) => void decodePoints(settings, drawn)));
  for (const [settings, drawn] of [
    ['cats.2.full.spread.1.0', ''],
    ['blobs.9.full.spread.1.0', ''],
    ['toString.2.full.spread.1.0', ''],
    [null, 'zz'],
  ])
    expect(decodePoints(settings!, drawn!)).toBeUndefined();
  const many: Point[] = Array.from({ length: pointLimits.drawn }, () => [0.5, 1]);
  expect(decodePoints(null, encodePoints({ ...usualPoints, drawn: many }).drawn)!.drawn).toEqual(many);
});

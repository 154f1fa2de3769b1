import fc from 'fast-check';
import { type PointDataName, pointData } from '../shared/points/data.ts';
import { covariances, type PointsState, pointLimits, starts } from '../shared/points/state.ts';

const names = Object.keys(pointData) as PointDataName[];
export const keys = <T extends object>(table: T) => Object.keys(table) as (keyof T & string)[];
const place = fc.integer({ min: 0, max: 1000 }).map((value) => value / 1000);
/** Generates any state of the figure of points. */
export const anyPoints: fc.Arbitrary<PointsState> = fc.record({
  data: fc.constantFrom(...names, 'drawn' as const),
  drawn: fc.array(fc.tuple(place, place), { maxLength: 20 }),
  components: fc.integer({ min: 1, max: pointLimits.components }),
  covariance: fc.constantFrom(...keys(covariances)),
  start: fc.constantFrom(...keys(starts)),
  seed: fc.integer({ min: 0, max: pointLimits.seed }),
  at: fc.integer({ min: 0, max: pointLimits.at }),
});

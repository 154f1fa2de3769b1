import { paint, pointsOf, spreadOver, squaredDistance, startingCentres } from './points.ts';
import type { Grouper, GrouperOptions, Grouping } from './types.ts';

/** Squared pixels over which the spot that shows a centre fades. */
const REACH = 30;

/**
 * Groups the coordinates of lit pixels by k-means (Lloyd 1982), one round per step: centres move to their pixels, then pixels choose anew.
 */
export function kMeans(options: GrouperOptions): Grouper {
  const { components, height, width, image } = options;
  let centres = startingCentres(options);
  const nearest = (place: { y: number; x: number }) => {
    const distances = centres.map((centre) => squaredDistance(place, centre));
    return distances.indexOf(Math.min(...distances));
  };
  const group = (target: Float32Array): Grouping => ({
    gamma: spreadOver(pointsOf(target, width), components, height * width, (point) => {
      const own = nearest(point);
      return centres.map((_, k) => (k === own ? 1 : 0));
    }),
    means: paint(components, height, width, (k, y, x) =>
      nearest({ y, x }) === k ? Math.exp(-squaredDistance({ y, x }, centres[k]!) / REACH) : 0,
    ),
  });
  return {
    first: group(image),
    step: async (input, target) => {
      const points = pointsOf(input, width).map((point) => ({ ...point, k: nearest(point) }));
      centres = centres.map((centre, k) => {
        const own = points.filter((point) => point.k === k);
        const mean = (axis: 'y' | 'x') => own.reduce((sum, point) => sum + point[axis], 0) / own.length;
        return own.length === 0 ? centre : { y: mean('y'), x: mean('x') };
      });
      return group(target);
    },
    dispose: () => {},
  };
}

import { checkCounts, checkSeed, chosen } from '../errors.ts';
import { kMeans } from '../k-means/k-means.ts';
import { gaussianMixture } from '../mixtures/gaussian-mixture.ts';
import { foregroundOf, type ImageOptions, labelImage } from './foreground.ts';

/** Ways to group the coordinates of foreground pixels. */
export type PixelGrouping = 'k-means' | 'mixture';

export interface GroupPixelsOptions extends ImageOptions {
  /** Number of groups; an image with fewer foreground pixels gets one group for each pixel. */
  readonly groups: number;
  /** Names the random numbers of the starts. */
  readonly seed: number;
  /** The method: k-means, or a mixture of Gaussians with full covariances that starts from the groups of k-means. Default k-means. */
  readonly by?: PixelGrouping;
  /** Number of starts of k-means; the one with the smallest inertia is kept. Default 10. */
  readonly restarts?: number;
  /** The largest number of rounds. Default 300 for k-means, 100 for the mixture. */
  readonly iterations?: number;
  /** Only for the mixture: EM ends when the mean log-likelihood of a pixel changes by less than this. Default 1e-3. */
  readonly tolerance?: number;
  /**
   * Only for the mixture: number, in squared pixels, that is added to the variances, so that a component on one pixel or line has a finite
   * density. Default 1e-6.
   */
  readonly regularization?: number;
}

/** For each method, a function that returns the group of each point, [n, 2], counted from 0. */
const groupings: Readonly<Record<PixelGrouping, (points: Float64Array, options: Omit<GroupPixelsOptions, 'by'>) => ArrayLike<number>>> = {
  'k-means': (points, { groups, seed, restarts = 10, iterations = 300 }) =>
    kMeans(points, { dimensions: 2, clusters: groups, seed, restarts, iterations }).labels,
  mixture(points, { groups, seed, restarts = 10, iterations = 100, tolerance = 1e-3, regularization = 1e-6 }) {
    const { labels } = kMeans(points, { dimensions: 2, clusters: groups, seed, restarts });
    const gamma = new Float64Array(groups * labels.length);
    for (const [i, label] of labels.entries()) gamma[label * labels.length + i] = 1;
    const fitted = { dimensions: 2, components: groups, seed, init: { gamma }, iterations, tolerance, regularization };
    return gaussianMixture(points, fitted).predict(points);
  },
};

/**
 * Groups foreground pixels by their coordinates.
 *
 * @param image pixel values, [H, W]
 * @returns labels, [H, W]: 0 in the background, groups 1, 2, … in the order of their first pixel
 * @throws MixtureInputError for a size that does not fit the image, NaN, counts below 1, a seed that is not an integer, or another `by`
 */
export function groupPixels(image: ArrayLike<number>, { by = 'k-means', ...options }: GroupPixelsOptions): Int32Array {
  const group = chosen('by', groupings, by);
  const { groups, seed, restarts = 10, iterations = 1 } = options;
  checkCounts({ groups, restarts, iterations });
  checkSeed(seed);
  const { pixels, points } = foregroundOf(image, options);
  // A blank image has nothing to group.
  if (pixels.length === 0) return labelImage(pixels, [], options);
  return labelImage(pixels, group(points, { ...options, groups: Math.min(groups, pixels.length) }), options);
}

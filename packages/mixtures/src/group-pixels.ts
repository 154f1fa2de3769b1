import type { ImageOptions } from './foreground.ts';
import { gaussianMixture } from './gaussian-mixture.ts';
import { kMeans } from './k-means.ts';

/** Ways to group the coordinates of foreground pixels. */
export type PixelGrouping = 'k-means' | 'mixture';

export interface GroupPixelsOptions extends ImageOptions {
  /** Groups to make; an image with fewer foreground pixels gets one for each. */
  readonly groups: number;
  /** Names the random numbers of the starts. */
  readonly seed: number;
  /** k-means, or a mixture of Gaussians with full covariances that starts from the groups of k-means. Default k-means. */
  readonly by?: PixelGrouping;
  /** Starts of k-means, of which the tightest grouping is kept. Default 10. */
  readonly restarts?: number;
  /** Rounds at most: 300 of k-means, 100 of the mixture. */
  readonly iterations?: number;
  /** Of the mixture: EM ends when the mean log-likelihood of a pixel grows by less. Default 1e-3. */
  readonly tolerance?: number;
  /** Of the mixture: added to the variances, in squared pixels, so that a component on one pixel or line keeps a density. Default 1e-6. */
  readonly regularization?: number;
}

const groupings = { 'k-means': kMeans, mixture: gaussianMixture };

/**
 * Groups foreground pixels by their coordinates.
 *
 * @param image pixel values, [H, W]
 * @returns labels, [H, W]: 0 in the background, groups 1, 2, … in the order of their first pixel
 * Throws a `MixtureInputError` for a size that does not fit the image, NaN, counts below 1, a seed that is not an integer, or another `by`.
 */
export function groupPixels(image: ArrayLike<number>, { by = 'k-means', ...options }: GroupPixelsOptions): Int32Array {
  return groupings[by](image, options);
}

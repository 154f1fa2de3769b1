import { createRandom } from '@neural-em/random';
import { checkCounts, checkSeed, chosen, notNegative, refuse } from '../errors.ts';
import { type PointsLike, readRows } from '../points.ts';
import { readWeights } from '../weights.ts';
import { type Clustering, lloyd } from './lloyd.ts';
import { spreadCentres } from './spread-centres.ts';

export interface KMeansOptions {
  /** Number of clusters. */
  readonly clusters: number;
  /** Names the random numbers of the starts. */
  readonly seed: number;
  /** D; needed if the points are one flat array. */
  readonly dimensions?: number | undefined;
  /** The first centres: spread out by k-means++, at random points, or your own centres, [clusters, D]. Default k-means++. */
  readonly init?: 'k-means++' | 'random' | PointsLike | undefined;
  /** Number of starts; the one with the smallest inertia is kept. Default 10. */
  readonly restarts?: number | undefined;
  /** The largest number of rounds of a start. Default 300. */
  readonly iterations?: number | undefined;
  /** A start ends when the squared movements of its centres sum to at most this. Default 0: when the centres stand still. */
  readonly tolerance?: number | undefined;
  /** Weight of each point, [n]; a point of weight 2 counts as two points. Default 1 each. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** The result of k-means: the centres, and the nearest centre of each point. */
export interface KMeans {
  /** [clusters, D]. */
  readonly centres: Float64Array;
  readonly clusters: number;
  readonly dimensions: number;
  /** The nearest centre of each point that was clustered, [n]. */
  readonly labels: Int32Array;
  /** Sum over the points of weight times squared distance to the nearest centre. */
  readonly inertia: number;
  readonly iterations: number;
  /** Whether the centres stopped moving before the largest number of rounds. */
  readonly converged: boolean;
  /** Returns the nearest centre of each of the given points, [n]. */
  predict(points: PointsLike): Int32Array;
}

/** Whether each way to start draws its first centres evenly from the points. */
const starts = { 'k-means++': false, random: true };

/**
 * Groups points by k-means: Lloyd's algorithm (1982) with Hamerly's bounds (2010), from k-means++ starts (Arthur and Vassilvitskii 2007).
 *
 * @throws MixtureInputError for points that are ragged, empty or not finite, for fewer points than clusters, and for other bad settings
 */
export function kMeans(points: PointsLike, options: KMeansOptions): KMeans {
  const { clusters, seed, init = 'k-means++', restarts = 10, iterations = 300, tolerance = 0 } = options;
  checkCounts({ clusters, restarts, iterations });
  checkSeed(seed);
  notNegative({ tolerance });
  const { rows, dimensions } = readRows(points, options);
  const count = rows.length / dimensions;
  if (count < clusters) refuse('clusters', `be at most the number of points, ${count}`, clusters);
  const weights = readWeights(options.weights, count);
  const given = typeof init === 'string' ? undefined : readRows(init, { dimensions, argument: 'init' }).rows;
  if (given && given.length !== clusters * dimensions) {
    refuse('init', `hold ${clusters} centres`, given.length / dimensions);
  }
  let best: Clustering | undefined;
  for (let r = 0; r < (given ? 1 : restarts); r++) {
    const random = createRandom(seed, 'k-means', r);
    const start = given ?? spreadCentres(rows, dimensions, clusters, random, weights, chosen('init', starts, init as string));
    const found = lloyd(rows, start, { dimensions, weights, iterations, tolerance });
    if (!best || found.inertia < best.inertia) best = found;
  }
  const { centres } = best!;
  return {
    ...best!,
    clusters,
    dimensions,
    predict: (others) => lloyd(readRows(others, { dimensions }).rows, centres, { dimensions, iterations: 0, tolerance }).labels,
  };
}

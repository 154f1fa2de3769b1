import { createRandom } from '@neural-em/random';
import { checkCounts, checkSeed, chosen, notNegative, refuse } from '../errors.ts';
import { type PointsLike, readRows } from '../points.ts';
import { readWeights } from '../weights.ts';
import { type Clustering, lloyd } from './lloyd.ts';
import { spreadCentres } from './spread-centres.ts';

export interface KMeansOptions {
  /** Clusters to make. */
  readonly clusters: number;
  /** Names the random numbers of the starts. */
  readonly seed: number;
  /** D, where the points are one flat array. */
  readonly dimensions?: number | undefined;
  /** Where the centres begin: spread out by k-means++, at random points, or at centres of your own, [clusters, D]. Default k-means++. */
  readonly init?: 'k-means++' | 'random' | PointsLike | undefined;
  /** Starts, of which the tightest is kept. Default 10. */
  readonly restarts?: number | undefined;
  /** Rounds of one start at most. Default 300. */
  readonly iterations?: number | undefined;
  /** A start ends when the squared movements of its centres sum to no more. Default 0: when they stand still. */
  readonly tolerance?: number | undefined;
  /** How much each point counts, [n]; 2 is as if it were there twice. Default 1 each. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** Centres, and which points are nearest to each. */
export interface KMeans {
  /** [clusters, D]. */
  readonly centres: Float64Array;
  readonly clusters: number;
  readonly dimensions: number;
  /** The nearest centre of each point that was clustered, [n]. */
  readonly labels: Int32Array;
  /** Sum of squared distances to the nearest centres, each times the weight of its point. */
  readonly inertia: number;
  readonly iterations: number;
  /** Whether the centres came to a stand. */
  readonly converged: boolean;
  /** The nearest centre of each of other points, [n]. */
  predict(points: PointsLike): Int32Array;
}

/** Whether centres begin at points drawn evenly. */
const starts = { 'k-means++': false, random: true };

/**
 * k-means: Lloyd (1982), with Hamerly's bounds (2010), from k-means++ starts (Arthur and Vassilvitskii 2007).
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

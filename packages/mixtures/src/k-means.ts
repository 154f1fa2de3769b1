import { createRandom, type Random } from '@neural-em/random';
import { MixtureInputError } from './errors.ts';
import { atLeast, foregroundOf, type ImageOptions, labelImage } from './foreground.ts';

export interface KMeansOptions extends ImageOptions {
  /** Groups to make; an image with fewer foreground pixels gets one for each. */
  readonly groups: number;
  /** Names the random numbers of the starts. */
  readonly seed: number;
  /** Starts, of which the tightest grouping is kept. Default 10. */
  readonly restarts?: number;
  /** Most rounds of one start. Default 300. */
  readonly iterations?: number;
}

/**
 * Groups foreground pixels by their coordinates. Lloyd (1982), started by k-means++ (Arthur and Vassilvitskii 2007).
 *
 * @param image pixel values, [H, W]
 * @returns labels, [H, W]: 0 in the background, groups 1, 2, … in the order of their first pixel
 * Throws a `MixtureInputError` for a size that does not fit the image, NaN, counts below 1, or a seed that is no integer.
 */
export function kMeans(image: ArrayLike<number>, { groups, seed, restarts = 10, iterations = 300, ...size }: KMeansOptions): Int32Array {
  checkSettings({ groups, seed, restarts, iterations });
  const { pixels, points } = foregroundOf(image, size);
  const { assignment } = tightest(points, groups, createRandom(seed, 'k-means'), restarts, iterations);
  return labelImage(pixels, assignment, size);
}

export function checkSettings({ seed, ...counts }: { groups: number; seed: number; restarts: number; iterations: number }): void {
  if (!Number.isInteger(seed)) throw new MixtureInputError(`seed must be an integer, got ${seed}`);
  for (const [name, value] of Object.entries(counts)) atLeast(name, value, 1);
}

interface Clustering {
  /** The group of each point, [n]. */
  readonly assignment: Int32Array;
  /** Sum of squared distances to the centres. */
  readonly inertia: number;
}

/** The best of several k-means runs over points, [n, 2]. */
export function tightest(points: Float64Array, groups: number, random: Random, restarts: number, iterations: number): Clustering {
  let best: Clustering | undefined;
  for (let r = 0; r < restarts; r++) {
    const found = lloyd(points, spreadCentres(points, groups, random), iterations);
    if (!best || found.inertia < best.inertia) best = found;
  }
  return best!;
}

/** k-means++: each centre is a point drawn in proportion to its squared distance from the centres before it. */
function spreadCentres(points: Float64Array, groups: number, random: Random): Float64Array {
  const n = points.length / 2;
  const centres: number[] = [];
  const distances = new Float64Array(n).fill(1);
  while (centres.length < 2 * Math.min(groups, n)) {
    let left = random.uniform() * distances.reduce((a, b) => a + b, 0);
    let picked = 0;
    for (let i = 0; i < n; i++) {
      // A taken point has distance 0: it is never picked again.
      if (distances[i] === 0) continue;
      picked = i;
      left -= distances[i]!;
      if (left < 0) break;
    }
    const centre = points.subarray(2 * picked, 2 * picked + 2);
    const first = centres.length === 0;
    centres.push(...centre);
    for (let i = 0; i < n; i++) {
      const distance = squaredDistance(points, i, centre, 0);
      distances[i] = first ? distance : Math.min(distances[i]!, distance);
    }
  }
  return Float64Array.from(centres);
}

/** Assigns points to the nearest centre and moves the centres to their means until nothing changes. */
function lloyd(points: Float64Array, centres: Float64Array, iterations: number): Clustering {
  const assignment = new Int32Array(points.length / 2).fill(-1);
  let inertia = 0;
  for (let round = 0; round < iterations; round++) {
    inertia = 0;
    let moved = false;
    for (let i = 0; i < assignment.length; i++) {
      let nearest = 0;
      let distance = Number.POSITIVE_INFINITY;
      for (let k = 0; 2 * k < centres.length; k++) {
        const candidate = squaredDistance(points, i, centres, k);
        if (candidate < distance) {
          distance = candidate;
          nearest = k;
        }
      }
      moved ||= assignment[i] !== nearest;
      assignment[i] = nearest;
      inertia += distance;
    }
    if (!moved) break;
    moveToMeans(points, assignment, centres);
  }
  return { assignment, inertia };
}

/** Moves each centre to the mean of its points; one without points stays. */
function moveToMeans(points: Float64Array, assignment: Int32Array, centres: Float64Array): void {
  const counts = new Float64Array(centres.length / 2);
  const sums = new Float64Array(centres.length);
  for (let i = 0; i < assignment.length; i++) {
    const k = assignment[i]!;
    counts[k]!++;
    sums[2 * k]! += points[2 * i]!;
    sums[2 * k + 1]! += points[2 * i + 1]!;
  }
  for (let j = 0; j < centres.length; j++) if (counts[j >> 1]! > 0) centres[j] = sums[j]! / counts[j >> 1]!;
}

function squaredDistance(points: Float64Array, i: number, centres: Float64Array, k: number): number {
  return (points[2 * i]! - centres[2 * k]!) ** 2 + (points[2 * i + 1]! - centres[2 * k + 1]!) ** 2;
}

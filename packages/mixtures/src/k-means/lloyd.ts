import { workspace } from '../loops/workspace.ts';
import { BLOCK } from '../points.ts';
import { total } from '../total.ts';

/** Options of one start of k-means. */
export interface LloydOptions {
  readonly dimensions: number;
  readonly weights?: Float64Array | undefined;
  readonly iterations: number;
  /** The start ends when the squared movements of the centres sum to at most this. */
  readonly tolerance: number;
}

export interface Clustering {
  /** [K, D]. */
  readonly centres: Float64Array;
  /** The nearest centre of each point, [n]. */
  readonly labels: Int32Array;
  /** Sum over the points of weight times squared distance to the nearest centre. */
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Runs Lloyd's algorithm (1982) with Hamerly's bounds (2010): a point is measured again only if, judged by how far the centres have moved,
 * another centre may have come nearer than its own. A centre without points moves to the point that lies furthest from its own centre.
 *
 * @param rows [n, D]
 * @param start centres, [K, D]
 */
export function lloyd(
  rows: Float64Array,
  start: Float64Array,
  { dimensions: d, weights, iterations, tolerance }: LloydOptions,
): Clustering {
  const count = rows.length / d;
  const K = start.length / d;
  const centres = start.slice();
  /** At first no point has a centre. K stands for that: sums are kept for it, but it has no centre. */
  const labels = new Int32Array(count).fill(K);
  /** `upper` is at least the distance of a point to its own centre; `lower` is at most its distance to any other centre. */
  const upper = new Float64Array(count);
  const lower = new Float64Array(count);
  /** `steps` is how far each centre has moved; `drops` is the longest movement among the other centres. */
  const steps = new Float64Array(K + 1);
  const drops = new Float64Array(K + 1);
  const masses = new Float64Array(K + 1);
  /** Sum over the points of each centre of the point less `origin`, so that sums stay small even if all points lie far from 0. */
  const sums = new Float64Array((K + 1) * d);
  const origin = start.slice(0, d);
  /** Half the distance from each centre to the nearest other centre. */
  const gaps = new Float64Array(K + 1);
  const { arrays, run } = workspace('nearest', [d * BLOCK, K * d, BLOCK, BLOCK, BLOCK]);
  const [x, measured, first, second, label] = arrays;

  const distance = (i: number, k: number) => {
    let sum = 0;
    for (let a = 0, at = i * d, to = k * d; a < d; a++, at++, to++) sum += (rows[at]! - centres[to]!) * (rows[at]! - centres[to]!);
    return sum;
  };
  /** Moves point i from the sums of its own centre to those of another. */
  const regroup = (i: number, own: number, nearest: number) => {
    const weight = weights ? weights[i]! : 1;
    masses[own] = masses[own]! - weight;
    masses[nearest] = masses[nearest]! + weight;
    for (let a = 0, at = i * d, from = own * d, to = nearest * d; a < d; a++, at++, from++, to++) {
      const share = weight * (rows[at]! - origin[a]!);
      sums[from] = sums[from]! - share;
      sums[to] = sums[to]! + share;
    }
  };
  const measureGaps = () => {
    gaps.fill(Number.POSITIVE_INFINITY, 0, K);
    drops.fill(0);
    for (let k = 0; k < K; k++) {
      for (let j = 0; j < K; j++) {
        if (j === k) continue;
        let sum = 0;
        for (let a = 0; a < d; a++) sum += (centres[j * d + a]! - centres[k * d + a]!) ** 2;
        gaps[k] = Math.min(gaps[k]!, Math.sqrt(sum) / 2);
        drops[k] = Math.max(drops[k]!, steps[j]!);
      }
    }
  };
  const picked = new Int32Array(BLOCK);
  /** Assigns every point to its nearest centre (of equally near ones, the first); returns whether any assignment changed. */
  const assign = () => {
    measureGaps();
    measured.set(centres);
    let moved = false;
    for (let start = 0; start < count; start += BLOCK) {
      const end = Math.min(count, start + BLOCK);
      let n = 0;
      for (let i = start; i < end; i++) {
        const own = labels[i]!;
        const low = lower[i]! - drops[own]!;
        const up = upper[i]! + steps[own]!;
        lower[i] = low;
        upper[i] = up;
        // Strictly below, because a point between equally near centres belongs to the first, and only measuring finds that one.
        if (!(up < low || up < gaps[own]!)) picked[n++] = i;
      }
      // Drops the points that the exact distance to their own centre settles. This is a separate loop, so that memory is read in order.
      const doubtful = labels[start] === K ? 0 : n;
      if (doubtful > 0) n = 0;
      for (let j = 0; j < doubtful; j++) {
        const i = picked[j]!;
        const own = labels[i]!;
        const reach = Math.sqrt(distance(i, own));
        upper[i] = reach;
        if (!(reach < lower[i]! || reach < gaps[own]!)) picked[n++] = i;
      }
      if (n === 0) continue;
      for (let j = 0; j < n; j++) for (let at = picked[j]! * d, to = j; to < d * BLOCK; at++, to += BLOCK) x[to] = rows[at]!;
      run(d, n, K);
      for (let j = 0; j < n; j++) {
        const i = picked[j]!;
        const own = labels[i]!;
        const nearest = label[j]!;
        upper[i] = first[j]!;
        lower[i] = second[j]!;
        if (nearest === own) continue;
        regroup(i, own, nearest);
        labels[i] = nearest;
        moved = true;
      }
    }
    return moved;
  };
  /** Returns weight times squared distance to its own centre for each point. */
  const spread = () => lower.map((_, i) => distance(i, labels[i]!) * (weights?.[i] ?? 1));
  /** Moves each centre to the mean of its points; returns the sum of squared movements. */
  const move = () => {
    let far: Float64Array | undefined;
    const next = sums.subarray(0, K * d).map((sum, j) => sum / masses[Math.floor(j / d)]! + origin[j % d]!);
    for (let k = 0; k < K; k++) {
      if (labels.includes(k) && masses[k]! > 0) continue;
      // The centre has no points: it moves to the furthest point that no other such centre has taken.
      far ??= spread();
      const point = far.indexOf(far.reduce((most, value) => (value > most ? value : most)));
      far[point] = -1;
      next.set(rows.subarray(point * d, (point + 1) * d), k * d);
    }
    let moved = 0;
    for (let k = 0; k < K; k++) {
      let sum = 0;
      for (let a = 0; a < d; a++) sum += (next[k * d + a]! - centres[k * d + a]!) ** 2;
      steps[k] = Math.sqrt(sum);
      moved += sum;
    }
    centres.set(next);
    return moved;
  };

  let round = 0;
  let converged = false;
  while (!converged && round < iterations) {
    converged = !assign() || move() <= tolerance;
    round++;
  }
  assign();
  return { centres, labels, inertia: total(spread()), iterations: round, converged };
}

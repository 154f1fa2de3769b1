import { workspace } from '../loops/workspace.ts';
import { BLOCK } from '../points.ts';
import { total } from '../total.ts';

/** Options of one descent of k-means. */
export interface LloydOptions {
  readonly dimensions: number;
  readonly weights?: Float64Array | undefined;
  readonly iterations: number;
  /** Ends when the squared movements of the centres sum to no more. */
  readonly tolerance: number;
}

export interface Clustering {
  /** [K, D]. */
  readonly centres: Float64Array;
  /** The nearest centre of each point, [n]. */
  readonly labels: Int32Array;
  /** Weighed sum of squared distances to the nearest centres. */
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Lloyd's algorithm (1982) with bounds: a point is measured anew only where, for all that centres moved, another may have come nearer than
 * its own (Hamerly 2010). A centre without points moves to the point that lies furthest from its own centre.
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
  /** At first no centre's: those of a centre after the last, of which only sums are kept. */
  const labels = new Int32Array(count).fill(K);
  /** At least the distance to the own centre, and at most that to any other. */
  const upper = new Float64Array(count);
  const lower = new Float64Array(count);
  /** How far each centre has moved, and how far, at most, another than it. */
  const steps = new Float64Array(K + 1);
  const drops = new Float64Array(K + 1);
  const masses = new Float64Array(K + 1);
  /** Sums of the points of each centre, less the point `origin`, so that sums stay small however far away all points are. */
  const sums = new Float64Array((K + 1) * d);
  const origin = start.slice(0, d);
  /** Half the distance from each centre to the next nearest. */
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
  /** Gives every point to its nearest centre, the first of equals; says whether any changed. */
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
        // Strictly below: equals go to the first centre, which only measuring finds.
        if (!(up < low || up < gaps[own]!)) picked[n++] = i;
      }
      // Those that stay by the distance to their own centre, in a loop of its own, so that their values are fetched side by side.
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
  /** Weighed squared distances of all points to their own centres. */
  const spread = () => lower.map((_, i) => distance(i, labels[i]!) * (weights?.[i] ?? 1));
  /** Moves each centre to the mean of its points; returns the sum of squared movements. */
  const move = () => {
    let far: Float64Array | undefined;
    const next = sums.subarray(0, K * d).map((sum, j) => sum / masses[Math.floor(j / d)]! + origin[j % d]!);
    for (let k = 0; k < K; k++) {
      if (labels.includes(k) && masses[k]! > 0) continue;
      // The centre has no points: it takes the furthest that no other such centre has taken.
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

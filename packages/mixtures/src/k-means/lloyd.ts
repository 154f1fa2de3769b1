import { BLOCK } from '../points.ts';

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
  const labels = new Int32Array(count).fill(-1);
  /** At least the distance to the own centre, and at most that to any other. */
  const upper = new Float64Array(count);
  const lower = new Float64Array(count);
  const steps = new Float64Array(K);
  const masses = new Float64Array(K);
  /** Sums of the points of each centre, less the point `origin`, so that sums stay small however far away all points are. */
  const sums = new Float64Array(K * d);
  const origin = start.slice(0, d);
  /** Half the distance from each centre to the next nearest. */
  const gaps = new Float64Array(K);
  const measure = rangefinder(d, K);

  const whole = d & ~3;
  const distance = (i: number, k: number) => {
    // Four sums at once: one sum would wait for itself at every dimension.
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let at = i * d;
    let to = k * d;
    for (const end = at + whole; at < end; at += 4, to += 4) {
      const d0 = rows[at]! - centres[to]!;
      const d1 = rows[at + 1]! - centres[to + 1]!;
      const d2 = rows[at + 2]! - centres[to + 2]!;
      const d3 = rows[at + 3]! - centres[to + 3]!;
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (const end = (i + 1) * d; at < end; at++, to++) s0 += (rows[at]! - centres[to]!) * (rows[at]! - centres[to]!);
    return s0 + s1 + s2 + s3;
  };
  const regroup = (i: number, k: number, sign: number) => {
    const weight = sign * (weights ? weights[i]! : 1);
    masses[k] = masses[k]! + weight;
    for (let a = 0, at = i * d, to = k * d; a < d; a++) sums[to + a] = sums[to + a]! + weight * (rows[at + a]! - origin[a]!);
  };
  const measureGaps = () => {
    for (let k = 0; k < K; k++) {
      gaps[k] = Number.POSITIVE_INFINITY;
      for (let j = 0; j < K; j++) {
        let sum = 0;
        for (let a = 0; a < d; a++) sum += (centres[j * d + a]! - centres[k * d + a]!) ** 2;
        if (j !== k) gaps[k] = Math.min(gaps[k]!, Math.sqrt(sum) / 2);
      }
    }
  };
  const picked = new Int32Array(BLOCK);
  /** Gives every point to its nearest centre, the first of equals; says whether any changed. */
  const assign = () => {
    measureGaps();
    const longest = Math.max(...steps);
    let moved = false;
    for (let start = 0; start < count; start += BLOCK) {
      const end = Math.min(count, start + BLOCK);
      let n = 0;
      for (let i = start; i < end; i++) {
        const own = labels[i]!;
        if (own >= 0) {
          lower[i] = lower[i]! - longest;
          const bound = Math.max(gaps[own]!, lower[i]!);
          let reach = upper[i]! + steps[own]!;
          // Strictly below: equals go to the first centre, which only measuring finds.
          if (!(reach < bound)) reach = Math.sqrt(distance(i, own));
          upper[i] = reach;
          if (reach < bound) continue;
        }
        picked[n++] = i;
      }
      if (n === 0) continue;
      const found = measure(rows, centres, picked, n);
      for (let j = 0; j < n; j++) {
        const i = picked[j]!;
        let nearest = 0;
        let first = found[j]!;
        let second = Number.POSITIVE_INFINITY;
        for (let k = 1, at = BLOCK + j; k < K; k++, at += BLOCK) {
          const squared = found[at]!;
          if (squared < first) {
            second = first;
            first = squared;
            nearest = k;
          } else if (squared < second) second = squared;
        }
        upper[i] = Math.sqrt(first);
        lower[i] = Math.sqrt(second);
        const own = labels[i]!;
        if (nearest === own) continue;
        if (own >= 0) regroup(i, own, -1);
        regroup(i, nearest, 1);
        labels[i] = nearest;
        moved = true;
      }
    }
    return moved;
  };
  /** The point of most weighed squared distance to its own centre that no other empty centre has taken. */
  const furthest = (taken: ReadonlySet<number>) => {
    let best = 0;
    let most = -1;
    for (let i = 0; i < count; i++) {
      const value = distance(i, labels[i]!) * (weights?.[i] ?? 1);
      if (value > most && !taken.has(i)) {
        best = i;
        most = value;
      }
    }
    return best;
  };
  /** Moves each centre to the mean of its points; returns the sum of squared movements. */
  const move = () => {
    const taken = new Set<number>();
    const next = sums.map((sum, j) => sum / masses[Math.floor(j / d)]! + origin[j % d]!);
    const members = new Int32Array(K);
    for (let i = 0; i < count; i++) members[labels[i]!]!++;
    for (let k = 0; k < K; k++) {
      if (members[k]! > 0 && masses[k]! > 0) continue;
      const point = furthest(taken);
      taken.add(point);
      next.set(rows.subarray(point * d, (point + 1) * d), k * d);
    }
    let total = 0;
    for (let k = 0; k < K; k++) {
      let sum = 0;
      for (let a = 0; a < d; a++) sum += (next[k * d + a]! - centres[k * d + a]!) ** 2;
      steps[k] = Math.sqrt(sum);
      total += sum;
    }
    centres.set(next);
    return total;
  };

  let round = 0;
  let converged = false;
  while (!converged && round < iterations) {
    converged = !assign() || move() <= tolerance;
    round++;
  }
  assign();
  let inertia = 0;
  for (let i = 0; i < count; i++) inertia += distance(i, labels[i]!) * (weights?.[i] ?? 1);
  return { centres, labels, inertia, iterations: round, converged };
}

/** Squared distances of points to all centres, [K, BLOCK]: two centres and four dimensions at a time, so that numbers stay in registers. */
function rangefinder(d: number, K: number) {
  const width = (d + 3) & ~3;
  const y = new Float64Array(width * BLOCK);
  const c = new Float64Array((K + 1) * width);
  const out = new Float64Array((K + 1) * BLOCK);
  return (rows: Float64Array, centres: Float64Array, picked: Int32Array, n: number): Float64Array => {
    for (let k = 0; k < K; k++) for (let a = 0; a < d; a++) c[k * width + a] = centres[k * d + a]!;
    for (let j = 0; j < n; j++) for (let a = 0, at = picked[j]! * d; a < d; a++) y[a * BLOCK + j] = rows[at + a]!;
    for (let k = 0; k < K; k += 2) {
      const even = k * BLOCK;
      const odd = even + BLOCK;
      out.fill(0, even, even + n);
      out.fill(0, odd, odd + n);
      for (let a = 0; a < width; a += 4) {
        const at = k * width + a;
        const c0 = c[at]!;
        const c1 = c[at + 1]!;
        const c2 = c[at + 2]!;
        const c3 = c[at + 3]!;
        const e0 = c[at + width]!;
        const e1 = c[at + width + 1]!;
        const e2 = c[at + width + 2]!;
        const e3 = c[at + width + 3]!;
        const y0 = a * BLOCK;
        const y1 = y0 + BLOCK;
        const y2 = y1 + BLOCK;
        const y3 = y2 + BLOCK;
        for (let j = 0; j < n; j++) {
          const p = y[y0 + j]!;
          const q = y[y1 + j]!;
          const r = y[y2 + j]!;
          const s = y[y3 + j]!;
          out[even + j] = out[even + j]! + (p - c0) * (p - c0) + (q - c1) * (q - c1) + ((r - c2) * (r - c2) + (s - c3) * (s - c3));
          out[odd + j] = out[odd + j]! + (p - e0) * (p - e0) + (q - e1) * (q - e1) + ((r - e2) * (r - e2) + (s - e3) * (s - e3));
        }
      }
    }
    return out;
  };
}

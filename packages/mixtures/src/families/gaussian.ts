import { CollapsedCovarianceError, chosen, notNegative } from '../errors.ts';
import { BLOCK, type Block, type Pattern, type Points } from '../points.ts';
import type { RandomStream } from '../random-stream.ts';
import { type CovarianceKind, type CovarianceStructure, covarianceStructures } from './covariances.ts';
import { distribution } from './distribution.ts';
import { padded } from './matrix.ts';
import type { Factor } from './scatter.ts';
import type { Distribution, Family, Pass, Theta } from './types.ts';

/** Parameters of K Gaussians over D dimensions. */
export interface GaussianTheta extends Theta {
  /** [K, D]. */
  readonly means: Float64Array;
  /** full [K, D, D], diagonal [K, D], spherical [K], tied [D, D]. */
  readonly covariances: Float64Array;
}

export interface GaussianOptions {
  /** Which covariances components may have. Default full. */
  readonly covariance?: CovarianceKind | undefined;
  /** Added to the variances, so that a component on one point or line keeps a density. Default 1e-6. */
  readonly regularization?: number | undefined;
}

/** What a family of densities makes of squared distances: the Gaussian's, or one with heavier tails. */
export interface Tail {
  /** Turns squared distances over `o` dimensions into log-densities, plus a constant, in place. */
  logProb(distances: Float64Array, n: number, o: number, constant: number): void;
  /** Multiplies responsibilities by what a point at this distance counts in the M-step; left out where every point counts alike. */
  readonly weigh?: (gamma: Float64Array, distances: Float64Array, n: number, o: number) => void;
  /** How much further than a Gaussian's a draw lies from its mean. */
  readonly stretch?: (random: RandomStream) => number;
}

const normal: Tail = {
  logProb(distances, n, o, constant) {
    const peak = constant - 0.5 * o * Math.log(2 * Math.PI);
    for (let i = 0; i < n; i++) distances[i] = peak - 0.5 * distances[i]!;
  },
};

/** Gaussians: what a fit, or a loop of one's own over `eStep` and `mStep`, is made of. @throws MixtureInputError for another covariance or a regularization below 0. */
export function gaussian(options: GaussianOptions = {}): Distribution<GaussianTheta> {
  return distribution(gaussianFamily(options));
}

export function gaussianFamily(
  { covariance = 'full', regularization = 1e-6 }: GaussianOptions = {},
  tail: Tail = normal,
): Family<GaussianTheta> {
  const structure = chosen<CovarianceStructure>('covariance', covarianceStructures, covariance);
  notNegative({ regularization });
  const dimensions = ({ weights, means }: GaussianTheta) => means.length / weights.length;
  return {
    dimensions,
    pass: (theta, { prior = 0 } = {}) => look(theta, { structure, regularization, prior, tail }),
    guess: (points, components) => guess(points, components, { structure, regularization }),
    freeParameters: (theta) => {
      const [K, d] = [theta.weights.length, dimensions(theta)];
      return K - 1 + K * d + structure.freeParameters(K, d);
    },
    draw(theta, k, random, out) {
      const d = out.length;
      const stretch = tail.stretch?.(random) ?? 1;
      for (let a = 0; a < d; a++) out[a] = stretch * random.normal();
      structure.scatter.colour(out, structure.of(theta.covariances, k, d));
      for (let a = 0; a < d; a++) out[a]! += theta.means[k * d + a]!;
    },
  };
}

interface LookOptions {
  readonly structure: CovarianceStructure;
  readonly regularization: number;
  readonly prior: number;
  readonly tail: Tail;
}

function look(theta: GaussianTheta, { structure, regularization, prior, tail }: LookOptions): Pass<GaussianTheta> {
  const { weights, means, covariances } = theta;
  const { scatter } = structure;
  const K = weights.length;
  const d = means.length / K;
  const size = scatter.size(d);
  const mass = weights.map((weight) => prior * weight);
  /** What points count in means and covariances; their responsibilities, unless tails are heavy. */
  const pull = mass.slice();
  const first = Array.from(mass, () => new Float64Array(d));
  const second = Array.from(mass, (_, k) => {
    // What a stream has taught: its covariances, as if `seen` points had taught them.
    const before = structure.of(covariances, k, d).slice();
    scatter.widen(before, d, -regularization);
    return prior > 0 ? before.map((value) => mass[k]! * value) : new Float64Array(size);
  });
  const seen = new Float64Array(padded(d) * BLOCK);
  const y = new Float64Array(padded(d) * BLOCK);
  const distances = new Float64Array(BLOCK);
  const picked = new Int32Array(BLOCK);
  const pulls = new Float64Array(BLOCK);
  const factors = new Map<Pattern, readonly Factor[]>();

  const factorsOf = (pattern: Pattern) => {
    const known = factors.get(pattern);
    if (known) return known;
    const made = Array.from(
      weights,
      (_, k) => scatter.factor(structure.of(covariances, k, d), d, pattern) ?? collapsed(k, d, regularization),
    );
    factors.set(pattern, made);
    return made;
  };
  /** Writes the observed dimensions of a block, or of n points picked from it, less the mean of component k. */
  const difference = ({ points, pattern: { observed }, start, count }: Block, k: number, n = count) => {
    const { columns } = points;
    for (let b = 0; b < observed.length; b++) {
      const mean = means[k * d + observed[b]!]!;
      const from = observed[b]! * points.count + start;
      const to = b * BLOCK;
      if (n === count) for (let i = 0; i < n; i++) seen[to + i] = columns[from + i]! - mean;
      else for (let i = 0; i < n; i++) seen[to + i] = columns[from + picked[i]!]! - mean;
    }
  };
  /** All dimensions of n points less the mean of component k, missing ones as expected. */
  const complete = ({ observed, missing }: Pattern, n: number, factor: Factor): Float64Array => {
    if (missing.length === 0) return seen;
    for (const [b, a] of observed.entries()) y.set(seen.subarray(b * BLOCK, b * BLOCK + n), a * BLOCK);
    factor.expect(seen, n, y);
    return y;
  };
  const logProb = (block: Block, out: Float64Array) => {
    const { pattern, count } = block;
    for (const [k, { distances: measure, logDeterminant }] of factorsOf(pattern).entries()) {
      difference(block, k);
      const logs = out.subarray(k * count, (k + 1) * count);
      measure(seen, count, logs);
      tail.logProb(logs, count, pattern.observed.length, -0.5 * logDeterminant);
    }
  };
  const collect = (block: Block, gamma: Float64Array) => {
    const { pattern, count } = block;
    for (let k = 0; k < K; k++) {
      let n = 0;
      let share = 0;
      for (let i = 0, at = k * count; i < count; i++, at++) {
        const value = gamma[at]!;
        if (value === 0) continue;
        picked[n] = i;
        pulls[n++] = value;
        share += value;
      }
      if (n === 0) continue;
      mass[k] = mass[k]! + share;
      difference(block, k, n);
      const factor = factorsOf(pattern)[k]!;
      if (tail.weigh) {
        factor.distances(seen, n, distances);
        tail.weigh(pulls, distances, n, pattern.observed.length);
      }
      pull[k] = pull[k]! + sum(pulls.subarray(0, n));
      scatter.moments(complete(pattern, n, factor), pulls, n, first[k]!, second[k]!);
      if (pattern.missing.length > 0) factor.leave(share, second[k]!);
    }
  };
  return {
    logProb,
    collect,
    mStep() {
      const total = sum(mass);
      const next = { weights: mass.map((share) => share / total), means: means.slice() };
      const spreads = second.map((spread, k) => {
        const before = structure.of(covariances, k, d).slice();
        // A component that lost every point stays where it was.
        if (!(mass[k]! > 0)) return before;
        const shift = first[k]!.map((value) => value / pull[k]!);
        for (let a = 0; a < d; a++) next.means[k * d + a]! += shift[a]!;
        scatter.centre(spread, shift, pull[k]!);
        const covariance = spread.map((value) => value / mass[k]!);
        scatter.widen(covariance, d, regularization);
        return covariance;
      });
      return { ...next, covariances: structure.keep(spreads, next.weights, d) };
    },
    fill(block, gamma) {
      const { points, pattern, start, count } = block;
      for (const a of pattern.missing) points.columns.fill(0, a * points.count + start, a * points.count + start + count);
      for (let k = 0; k < K; k++) {
        // The observed columns are read again for each component; only missing ones are written.
        difference(block, k);
        const full = complete(pattern, count, factorsOf(pattern)[k]!);
        for (const a of pattern.missing) {
          const to = a * points.count + start;
          for (let i = 0; i < count; i++) points.columns[to + i]! += gamma[k * count + i]! * (means[k * d + a]! + full[a * BLOCK + i]!);
        }
      }
    },
  };
}

function collapsed(k: number, d: number, regularization: number): never {
  throw new CollapsedCovarianceError(
    `the covariance of component ${k} has collapsed: its points span fewer than ${d} dimensions; ` +
      `ask for fewer components, or a regularization above ${regularization}`,
  );
}

/** Components all alike: the mean of the points, and their variances. */
function guess(
  points: Points,
  components: number,
  { structure, regularization }: Pick<LookOptions, 'structure' | 'regularization'>,
): GaussianTheta {
  const { count, dimensions: d, columns } = points;
  const means = new Float64Array(d);
  const variances = new Float64Array(d);
  for (let a = 0; a < d; a++) {
    const values = columns.subarray(a * count, (a + 1) * count).filter((value) => !Number.isNaN(value));
    const mean = values.length > 0 ? sum(values) / values.length : 0;
    means[a] = mean;
    variances[a] = values.length > 0 ? values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length : 0;
  }
  // Where a dimension does not vary, any variance will do: nothing is read from this guess but where missing values may lie.
  const covariance = structure.scatter.apart(variances.map((variance) => variance + regularization || 1));
  const weights = new Float64Array(components).fill(1 / components);
  const covariances = structure.keep(
    Array.from(weights, () => covariance),
    weights,
    d,
  );
  return { weights, means: Float64Array.from({ length: components * d }, (_, i) => means[i % d]!), covariances };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

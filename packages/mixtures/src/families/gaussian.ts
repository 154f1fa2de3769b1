import { CollapsedCovarianceError, chosen, notNegative } from '../errors.ts';
import { BLOCK, type Block, known, type Pattern, type Points } from '../points.ts';
import type { RandomStream } from '../random-stream.ts';
import { mean, total } from '../total.ts';
import { type CovarianceKind, type CovarianceStructure, covarianceStructures } from './covariances.ts';
import { distribution } from './distribution.ts';
import { type Factor, makeDesk } from './scatter.ts';
import type { Distribution, Family, Pass, Theta } from './types.ts';

/** Parameters of K Gaussians over D dimensions. */
export interface GaussianTheta extends Theta {
  /** [K, D]. */
  readonly means: Float64Array;
  /** full [K, D, D], diagonal [K, D], spherical [K], tied [D, D]. */
  readonly covariances: Float64Array;
}

export interface GaussianOptions {
  /** The kind of covariances that the components have. Default full. */
  readonly covariance?: CovarianceKind | undefined;
  /** Number that is added to the variances, so that a component whose points lie on one spot or line has a finite density. Default 1e-6. */
  readonly regularization?: number | undefined;
}

/** How a density falls with the squared distance from the mean: as the Gaussian's does, or with heavier tails. */
export interface Tail {
  /** Writes the log-densities, plus a constant, of points at squared distances over `o` dimensions. */
  logProb(distances: Float64Array, o: number, constant: number, logs: Float64Array): void;
  /**
   * Multiplies responsibilities by the weight that a point at this distance has in the M-step; left out if all points have the same weight.
   */
  readonly weigh?: (gamma: Float64Array, distances: Float64Array, n: number, o: number) => void;
  /** Draws the factor by which a sample lies further from its mean than a sample of a Gaussian. */
  readonly stretch?: (random: RandomStream) => number;
}

const normal: Tail = {
  logProb(distances, o, constant, logs) {
    const peak = constant - 0.5 * o * Math.log(2 * Math.PI);
    for (let i = 0; i < logs.length; i++) logs[i] = peak - 0.5 * distances[i]!;
  },
};

/**
 * Returns the Gaussian distribution, for fits and for your own loops of `eStep` and `mStep`.
 *
 * @throws MixtureInputError for an unknown kind of covariance or a regularization below 0
 */
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
    pass: (theta, { prior = 0 } = {}) => look(theta, structure, regularization, tail, prior),
    guess: (points, components) => guess(points, components, structure, regularization),
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

function look(
  theta: GaussianTheta,
  structure: CovarianceStructure,
  regularization: number,
  tail: Tail,
  prior: number,
): Pass<GaussianTheta> {
  const { weights, means, covariances } = theta;
  const { scatter } = structure;
  const K = weights.length;
  const d = means.length / K;
  const size = scatter.size(d);
  const floor = new Float64Array(d);
  const mass = weights.map((weight) => prior * weight);
  /** Sum of the weights of the points in means and covariances: of their responsibilities, unless the tails are heavy. */
  const pull = mass.slice();
  const first = Array.from(mass, () => new Float64Array(d));
  const second = Array.from(mass, (_, k) => {
    // What earlier parts of a stream have taught: the present covariances, counted as the statistics of `seen` points.
    const before = structure.of(covariances, k, d).slice();
    scatter.widen(before, floor.fill(-regularization));
    return prior > 0 ? before.map((value) => mass[k]! * value) : new Float64Array(size);
  });
  const desk = makeDesk(d);
  const { x, mean: less, out: distances } = desk;
  const shares = new Float64Array(BLOCK);
  const y = new Float64Array(d * BLOCK);
  const picked = new Int32Array(BLOCK);
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
  /**
   * Copies the observed dimensions of points of a block to the desk: of the `n` points listed in `picked`, or of all points of the block.
   * If `k` is given, the mean of component k is subtracted.
   */
  const lay = ({ points: { columns, count: all }, pattern: { observed }, start, count }: Block, k?: number, n = count) => {
    if (n === count) for (let i = 0; i < n; i++) picked[i] = i;
    for (const [b, a] of observed.entries()) {
      const from = a * all + start;
      const shift = k === undefined ? 0 : means[k * d + a]!;
      for (let i = 0, to = b * BLOCK; i < n; i++, to++) x[to] = columns[from + picked[i]!]! - shift;
    }
  };
  /**
   * Returns all dimensions of the n points on the desk, less the mean of the component; missing values are replaced by their expectations.
   */
  const complete = ({ observed, missing }: Pattern, n: number, factor: Factor): Float64Array => {
    if (missing.length === 0) return x;
    for (const [b, a] of observed.entries()) y.set(x.subarray(b * BLOCK, b * BLOCK + n), a * BLOCK);
    factor.expect(x, n, y);
    return y;
  };
  const logProb = (block: Block, out: Float64Array) => {
    const { pattern, count } = block;
    lay(block);
    for (const [k, factor] of factorsOf(pattern).entries()) {
      for (const [b, a] of pattern.observed.entries()) less[b] = means[k * d + a]!;
      factor.distances(desk, count);
      tail.logProb(distances, pattern.observed.length, -0.5 * factor.logDeterminant, out.subarray(k * count, (k + 1) * count));
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
        shares[n++] = value;
        share += value;
      }
      if (n === 0) continue;
      mass[k] = mass[k]! + share;
      lay(block, k, n);
      const factor = factorsOf(pattern)[k]!;
      if (tail.weigh) {
        less.fill(0);
        factor.distances(desk, n);
        tail.weigh(shares, distances, n, pattern.observed.length);
      }
      pull[k] = pull[k]! + total(shares.subarray(0, n));
      scatter.moments(complete(pattern, n, factor), shares, n, first[k]!, second[k]!);
      if (pattern.missing.length > 0) factor.leave(share, second[k]!);
    }
  };
  return {
    logProb,
    collect,
    mStep() {
      const whole = total(mass);
      const next = { weights: mass.map((share) => share / whole), means: means.slice() };
      const spreads = second.map((spread, k) => {
        const before = structure.of(covariances, k, d).slice();
        // A component that has lost all points keeps its parameters.
        if (!(mass[k]! > 0)) return before;
        const shift = first[k]!.map((value) => value / pull[k]!);
        for (let a = 0; a < d; a++) next.means[k * d + a]! += shift[a]!;
        scatter.centre(spread, shift, pull[k]!);
        const covariance = spread.map((value) => value / mass[k]!);
        scatter.widen(covariance, floor.fill(regularization));
        return covariance;
      });
      return { ...next, covariances: structure.keep(spreads, next.weights, d) };
    },
    fill(block, gamma) {
      const { points, pattern, start, count } = block;
      for (const a of pattern.missing) points.columns.fill(0, a * points.count + start, a * points.count + start + count);
      for (let k = 0; k < K; k++) {
        // Reads the observed columns again for each component; `fill` writes only missing values.
        lay(block, k);
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

/** Returns parameters in which all components are equal: the mean of the points and their variances. */
function guess(points: Points, components: number, structure: CovarianceStructure, regularization: number): GaussianTheta {
  const d = points.dimensions;
  const means = new Float64Array(d);
  const variances = means.map((_, a) => {
    const values = known(points, a);
    means[a] = mean(values);
    // If a dimension does not vary, any variance will do: this guess only serves to fill in missing values.
    return mean(values.map((value) => (value - means[a]!) ** 2)) + regularization || 1;
  });
  const covariance = new Float64Array(structure.scatter.size(d));
  structure.scatter.widen(covariance, variances);
  const weights = new Float64Array(components).fill(1 / components);
  const covariances = structure.keep(
    Array.from(weights, () => covariance),
    weights,
    d,
  );
  return { weights, means: Float64Array.from({ length: components * d }, (_, i) => means[i % d]!), covariances };
}

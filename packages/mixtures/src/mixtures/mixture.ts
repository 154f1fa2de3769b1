import { createRandom } from '@neural-em/random';
import { checkCounts, checkSeed, refuse } from '../errors.ts';
import type { Family, Theta } from '../families/types.ts';
import { eachGamma, emStep, type FitReport } from '../fit.ts';
import { type Points, type PointsLike, readPoints } from '../points.ts';
import { total } from '../total.ts';
import { readWeights } from '../weights.ts';

/** Weight of each point, [n]; 1 each by default. */
export interface WeighedOptions {
  readonly weights?: ArrayLike<number> | undefined;
}

export interface PartialFitOptions extends WeighedOptions {
  /** Weight of the new points, above 0 and up to 1; the present mixture keeps the rest. Default (updates + 2)^−0.7. */
  readonly rate?: number | undefined;
}

/** The methods of every mixture, beside its parameters. Axes: n points, K components, D dimensions. */
export interface Mixture<T extends Theta> extends FitReport {
  readonly components: number;
  readonly dimensions: number;
  /** How many times `partialFit` has changed the mixture. */
  readonly updates: number;
  /** Returns the likeliest component of each point, [n]. */
  predict(points: PointsLike): Int32Array;
  /** Returns the probability that a component made a point, [K, n]; N-EM calls it `gamma`. */
  responsibilities(points: PointsLike): Float64Array;
  /** Returns log p(x_i) of each point, [n]; missing values are integrated out. */
  logDensity(points: PointsLike): Float64Array;
  /** Returns log p(x) of all points together. */
  logLikelihood(points: PointsLike, options?: WeighedOptions): number;
  /** Returns the Bayesian information criterion (Schwarz 1978); smaller is better. */
  bic(points: PointsLike, options?: WeighedOptions): number;
  /** Returns Akaike's information criterion (1974); smaller is better. */
  aic(points: PointsLike, options?: WeighedOptions): number;
  /**
   * Returns the integrated completed likelihood (Biernacki, Celeux and Govaert 2000), a BIC that prefers components that do not overlap.
   */
  icl(points: PointsLike, options?: WeighedOptions): number;
  /** Draws points, [count, D], and returns the component of each, too, [count]. One point by default. */
  sample(seed: number, count?: number): { points: Float64Array; components: Int32Array };
  /** Returns the points in reading order, [n, D]; missing values are replaced by their expectations. */
  fill(points: PointsLike): Float64Array;
  /** Returns the mixture after one more EM step on new points, which count as much as `rate` says (Cappé and Moulines 2009). */
  partialFit(points: PointsLike, options?: PartialFitOptions): T & Mixture<T>;
  /** Returns the object that `JSON.stringify` writes. `gaussianModel` and its like make a mixture from it again. */
  toJSON(): object;
}

/** How a mixture was made: the report of `fit`, or nothing if it was made from parameters. */
export interface Origin extends Partial<FitReport> {
  readonly updates?: number;
  /** Settings of the family, which are written to the JSON. */
  readonly settings: object;
}

/** Returns a mixture: the parameters, with the methods of a mixture. */
export function createMixture<T extends Theta>(family: Family<T>, theta: T, origin: Origin): T & Mixture<T> {
  const { updates = 0, settings, iterations = 0, converged = false, history = [] } = origin;
  const components = theta.weights.length;
  const dimensions = family.dimensions(theta);
  const read = (input: PointsLike) => {
    const points = readPoints(input, dimensions);
    family.check?.(points, theta);
    return points;
  };
  const explain = (input: PointsLike) => assign(family, theta, read(input));
  const measure = (input: PointsLike, options: WeighedOptions = {}) => {
    const { gamma, evidence } = explain(input);
    const weights = readWeights(options.weights, evidence.length);
    let [sum, entropy, count] = [0, 0, 0];
    for (let i = 0; i < evidence.length; i++) {
      const weight = weights?.[i] ?? 1;
      count += weight;
      sum += weight * evidence[i]!;
      for (let at = i; at < gamma.length; at += evidence.length) if (gamma[at]! > 0) entropy -= weight * gamma[at]! * Math.log(gamma[at]!);
    }
    const bic = family.freeParameters(theta) * Math.log(count) - 2 * sum;
    return { logLikelihood: sum, bic, aic: 2 * family.freeParameters(theta) - 2 * sum, icl: bic + 2 * entropy };
  };
  return {
    ...theta,
    components,
    dimensions,
    updates,
    iterations,
    converged,
    history,
    predict: (input) => likeliest(explain(input).gamma, components),
    responsibilities: (input) => explain(input).gamma,
    logDensity: (input) => explain(input).evidence,
    logLikelihood: (input, options) => measure(input, options).logLikelihood,
    bic: (input, options) => measure(input, options).bic,
    aic: (input, options) => measure(input, options).aic,
    icl: (input, options) => measure(input, options).icl,
    sample: (seed, count = 1) => sample(family, theta, seed, count),
    fill: (input) => fill(family, theta, read(input)),
    partialFit(input, { rate = (updates + 2) ** -0.7, weights } = {}) {
      if (!(rate > 0 && rate <= 1)) refuse('rate', 'be above 0 and at most 1', rate);
      const points = read(input);
      const counted = readWeights(weights, points.count);
      const mass = counted ? total(counted) : points.count;
      const step = emStep(family, points, theta, { weights: counted, prior: (mass * (1 - rate)) / rate });
      return createMixture(family, step.theta, { ...origin, updates: updates + 1 });
    },
    toJSON: () => ({ ...settings, ...plain(theta), ...(updates > 0 ? { updates } : {}) }),
  };
}

const plain = (theta: object) =>
  Object.fromEntries(Object.entries(theta).map(([name, values]) => [name, Array.from(values as Float64Array)]));

/** Returns responsibilities, [K, n], and log p(x_i), [n], in the order in which the points were given. */
function assign<T extends Theta>(family: Family<T>, theta: T, points: Points): { gamma: Float64Array; evidence: Float64Array } {
  const { count, order } = points;
  const gamma = new Float64Array(theta.weights.length * count);
  const evidence = new Float64Array(count);
  eachGamma(family.pass(theta), theta, points, Number.NEGATIVE_INFINITY, (block, mine, found) => {
    for (let i = 0; i < block.count; i++) {
      const to = order[block.start + i]!;
      evidence[to] = found[i]!;
      for (let k = 0; k < theta.weights.length; k++) gamma[k * count + to] = mine[k * block.count + i]!;
    }
  });
  return { gamma, evidence };
}

/** Returns the component with the largest responsibility for each point; of equal ones, the first. */
function likeliest(gamma: Float64Array, components: number): Int32Array {
  const count = gamma.length / components;
  return new Int32Array(count).map((_, i) => {
    let best = 0;
    for (let k = 1; k < components; k++) if (gamma[k * count + i]! > gamma[best * count + i]!) best = k;
    return best;
  });
}

function sample<T extends Theta>(
  family: Family<T>,
  theta: T,
  seed: number,
  count: number,
): { points: Float64Array; components: Int32Array } {
  checkSeed(seed);
  checkCounts({ count });
  const random = createRandom(seed, 'sample');
  const d = family.dimensions(theta);
  const points = new Float64Array(count * d);
  const components = new Int32Array(count).map((_, i) => {
    let k = 0;
    for (let left = random.uniform() - theta.weights[0]!; left >= 0 && k < theta.weights.length - 1; left -= theta.weights[k]!) k++;
    family.draw(theta, k, random, points.subarray(i * d, (i + 1) * d));
    return k;
  });
  return { points, components };
}

function fill<T extends Theta>(family: Family<T>, theta: T, points: Points): Float64Array {
  const { count, dimensions, columns, order } = points;
  const pass = family.pass(theta);
  eachGamma(pass, theta, points, Number.NEGATIVE_INFINITY, (block, gamma) => pass.fill(block, gamma));
  const rows = new Float64Array(columns.length);
  for (let a = 0; a < dimensions; a++) for (let i = 0; i < count; i++) rows[order[i]! * dimensions + a] = columns[a * count + i]!;
  return rows;
}

import { createRandom } from '@neural-em/random';
import { normalise } from './e-step.ts';
import { CollapsedCovarianceError, checkCounts, checkSeed, chosen, notNegative, refuse } from './errors.ts';
import { checkGamma, mStepFrom } from './families/distribution.ts';
import type { Family, Pass, Theta } from './families/types.ts';
import { BLOCK, type Block, forEachBlock, type Points, type PointsLike, readPoints } from './points.ts';
import { type Start, type StartOptions, starts } from './starts.ts';
import { readWeights } from './weights.ts';

export interface FitOptions<T extends Theta> {
  /** K. */
  readonly components: number;
  /** Names the random numbers of the starts. */
  readonly seed: number;
  /** D, where the points are one flat array. */
  readonly dimensions?: number | undefined;
  /**
   * Where EM begins: with the groups of k-means from a k-means++ start, with random responsibilities, with responsibilities of your own,
   * [K, n], or with parameters.
   */
  readonly init?: Start | { readonly gamma: ArrayLike<number> } | T | undefined;
  /** Starts, of which the one that ends likeliest is kept. Default 1. */
  readonly restarts?: number | undefined;
  /** EM steps at most. Default 100. */
  readonly iterations?: number | undefined;
  /** EM ends when the mean log-likelihood of a point grows by less. Default 1e-3; 0 goes on as long as it grows at all. */
  readonly tolerance?: number | undefined;
  /** How much each point counts, [n]; 2 is as if it were there twice. Default 1 each. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** How a fit went. */
export interface FitReport {
  /** EM steps of the start that was kept. */
  readonly iterations: number;
  /** Whether it ended by itself. */
  readonly converged: boolean;
  /** The mean log-likelihood of a point before each EM step. */
  readonly history: readonly number[];
}

/** Fits a mixture by expectation maximization (Dempster, Laird and Rubin 1977); each step looks at the points once. */
export function fit<T extends Theta>(
  family: Family<T>,
  input: PointsLike,
  options: FitOptions<T>,
  initial: Start,
): { theta: T } & FitReport {
  const { components, seed, restarts = 1, iterations = 100, tolerance = 1e-3, init = initial, dimensions } = options;
  checkCounts({ components, restarts, iterations });
  checkSeed(seed);
  notNegative({ tolerance });
  const points = readPoints(input, dimensions);
  if (points.count < components) {
    refuse('components', `be at most the number of points, ${points.count}`, components);
  }
  const weights = readWeights(options.weights, points.count);
  let best: ({ theta: T } & FitReport) | undefined;
  let failure: unknown;
  for (let r = 0; r < restarts; r++) {
    try {
      const random = createRandom(seed, 'mixture', r);
      let theta = begin(family, points, init, { components, random, weights });
      const history: number[] = [];
      let converged = false;
      while (!converged && history.length < iterations) {
        const step = emStep(family, points, theta, { weights });
        theta = step.theta;
        history.push(step.logLikelihood);
        converged = Math.abs(step.logLikelihood - history.at(-2)!) < tolerance;
      }
      if (!best || history.at(-1)! > best.history.at(-1)!) best = { theta, iterations: history.length, converged, history };
    } catch (error) {
      // One start may collapse where another does not.
      if (!(error instanceof CollapsedCovarianceError)) throw error;
      failure = error;
    }
  }
  if (!best) throw failure;
  return best;
}

function begin<T extends Theta>(family: Family<T>, points: Points, init: NonNullable<FitOptions<T>['init']>, options: StartOptions): T {
  const { components, weights } = options;
  if (typeof init === 'object' && 'weights' in init) {
    if (init.weights.length !== components || family.dimensions(init) !== points.dimensions) {
      refuse('init', `have ${components} components over ${points.dimensions} dimensions`, 'others');
    }
    family.check?.(points, init);
    return init;
  }
  if (typeof init === 'object') {
    if (init.gamma.length !== components * points.count) {
      refuse('init.gamma', `be [${components}, ${points.count}]`, `${init.gamma.length} numbers`);
    }
    return mStepFrom(family, points, checkGamma(init.gamma, points.count), weights);
  }
  const gamma = chosen('init', starts, init)(points, options);
  return mStepFrom(family, points, gamma, weights);
}

export interface EmStepOptions {
  readonly weights?: Float64Array | undefined;
  /** Points that theta stands for, in proportion to which it stays as it is. Default 0. */
  readonly prior?: number;
}

/** One EM step: E-step and statistics block by block, then the M-step. The log-likelihood is that before the step, a point's mean. */
export function emStep<T extends Theta>(family: Family<T>, points: Points, theta: T, { weights, prior = 0 }: EmStepOptions = {}) {
  const pass = family.pass(theta, { prior });
  let sum = 0;
  let total = 0;
  // exp(−70): what is smaller is lost in the rounding of every sum, and need not be computed.
  eachGamma(pass, theta, points, -70, (block, gamma, evidence) => {
    const { count, start } = block;
    for (let i = 0; i < count; i++) {
      const weight = weights ? weights[points.order[start + i]!]! : 1;
      sum += weight * evidence[i]!;
      total += weight;
      if (weight !== 1) for (let at = i; at < gamma.length; at += count) gamma[at] = gamma[at]! * weight;
    }
    pass.collect(block, gamma);
  });
  return { theta: pass.mStep(), logLikelihood: sum / total };
}

/** The E-step block by block: responsibilities, [K, count], and log p(x_i), [BLOCK], which the next block overwrites. */
export function eachGamma<T extends Theta>(
  pass: Pass<T>,
  { weights }: T,
  points: Points,
  least: number,
  visit: (block: Block, gamma: Float64Array, evidence: Float64Array) => void,
): void {
  const components = weights.length;
  const logMixing = weights.map(Math.log);
  const gamma = new Float64Array(components * BLOCK);
  const evidence = new Float64Array(BLOCK);
  forEachBlock(points, (block) => {
    const mine = gamma.subarray(0, components * block.count);
    pass.logProb(block, mine);
    normalise(mine, logMixing, evidence, least);
    visit(block, mine, evidence);
  });
}

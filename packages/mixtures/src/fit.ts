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
  /** D; needed if the points are one flat array. */
  readonly dimensions?: number | undefined;
  /**
   * How EM starts: `k-means++` from the groups of k-means, `random` from random responsibilities; or from your own responsibilities,
   * [K, n], or parameters. Default: `k-means++`, but `random` for categorical mixtures, because categories have no distances.
   */
  readonly init?: Start | { readonly gamma: ArrayLike<number> } | T | undefined;
  /** Number of starts; the one with the highest likelihood at its end is kept. Default 1. */
  readonly restarts?: number | undefined;
  /** The largest number of EM steps. Default 100. */
  readonly iterations?: number | undefined;
  /** EM ends when the mean log-likelihood of a point changes by less than this. Default 1e-3; with 0, EM takes all `iterations`. */
  readonly tolerance?: number | undefined;
  /** Weight of each point, [n]; a point of weight 2 counts as two points. Default 1 each. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** How a fit went. */
export interface FitReport {
  /** Number of EM steps of the start that was kept. */
  readonly iterations: number;
  /** Whether EM ended because of `tolerance`, before the largest number of steps. */
  readonly converged: boolean;
  /** The mean log-likelihood of a point before each EM step. */
  readonly history: readonly number[];
}

/** Fits a mixture by expectation maximization (Dempster, Laird and Rubin 1977); each step reads the points once. */
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
      // Go on: another start may not collapse.
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
  /** Weight, in points, of the present theta beside the points: the larger, the less the step changes it. Default 0. */
  readonly prior?: number;
}

/** Takes one EM step: E-step and statistics block by block, then the M-step. The log-likelihood is the mean per point before the step. */
export function emStep<T extends Theta>(family: Family<T>, points: Points, theta: T, { weights, prior = 0 }: EmStepOptions = {}) {
  const pass = family.pass(theta, { prior });
  let sum = 0;
  let total = 0;
  // Responsibilities below exp(−70) would be lost in the rounding of every sum, so they are left out.
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

/**
 * Takes the E-step block by block, and calls `visit` with the responsibilities, [K, count], and log p(x_i), [BLOCK], of each. The next
 * block overwrites both arrays.
 */
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

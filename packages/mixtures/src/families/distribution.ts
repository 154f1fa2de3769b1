import { refuse } from '../errors.ts';
import { forEachBlock, type Points, readPoints } from '../points.ts';
import { checkShares } from '../weights.ts';
import type { Distribution, Family, Theta } from './types.ts';

/** Returns the family with the E-step and M-step functions that take points. */
export function distribution<T extends Theta>(family: Family<T>): Distribution<T> {
  return {
    family,
    logProb(input, theta) {
      const points = readPoints(input, family.dimensions(theta));
      family.check?.(points, theta);
      const pass = family.pass(theta);
      const out = new Float64Array(theta.weights.length * points.count);
      forEachBlock(points, (block) => {
        const logs = new Float64Array(theta.weights.length * block.count);
        pass.logProb(block, logs);
        for (let i = 0; i < block.count; i++) {
          for (let k = 0; k < theta.weights.length; k++)
            out[k * points.count + points.order[block.start + i]!] = logs[k * block.count + i]!;
        }
      });
      return out;
    },
    mStep(input, gamma, { dimensions } = {}) {
      const points = readPoints(input, dimensions);
      return mStepFrom(family, points, checkGamma(gamma, points.count));
    },
  };
}

/** Takes an M-step from responsibilities, [K, n], in the order in which the points were given. */
export function mStepFrom<T extends Theta>(family: Family<T>, points: Points, gamma: ArrayLike<number>, weights?: Float64Array): T {
  const { count, order } = points;
  const components = gamma.length / count;
  let theta = family.guess(points, components);
  family.check?.(points, theta);
  // Two rounds: moments are taken about the means of the previous round, and digits are lost if the points lie far from these.
  for (let round = 0; round < 2; round++) {
    const pass = family.pass(theta);
    forEachBlock(points, (block) => {
      const mine = new Float64Array(components * block.count);
      for (let i = 0; i < block.count; i++) {
        const from = order[block.start + i]!;
        for (let k = 0; k < components; k++) mine[k * block.count + i] = gamma[k * count + from]! * (weights?.[from] ?? 1);
      }
      pass.collect(block, mine);
    });
    theta = pass.mStep();
  }
  return theta;
}

/** @throws MixtureInputError if responsibilities are not [K, n], one is below 0, or all are 0 for a point. */
export function checkGamma(gamma: ArrayLike<number>, count: number): ArrayLike<number> {
  if (!(gamma.length > 0) || gamma.length % count !== 0) {
    refuse('gamma', `be [components, points]: a multiple of ${count} numbers`, gamma.length);
  }
  return checkShares('gamma', gamma);
}

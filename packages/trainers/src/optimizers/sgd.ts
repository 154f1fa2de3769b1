import { checkOptions, unchecked } from '@neural-em/checks';
import { add, mul, sub } from '@tensorflow/tfjs-core';
import { TrainingOptionError } from '../errors.ts';
import * as kinds from './kinds.ts';
import { zeroSlots } from './slots.ts';
import type { OptimizerFactory } from './types.ts';

/** Settings of gradient descent. */
export interface SgdOptions {
  readonly learningRate?: number;
  /** The share of the last step that the next one keeps; with 0 there is no momentum. */
  readonly momentum?: number;
  /** Whether to use Nesterov's form, which looks one step ahead along the momentum. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent with momentum (Polyak 1964; Sutskever et al. 2013 for Nesterov's form), with the velocity
 * in units of gradients, as in PyTorch: v ← momentum · v + g, weights ← weights − rate · v.
 *
 * @throws TrainingOptionError if a setting is out of range.
 */
export function sgd(options: SgdOptions = {}): OptimizerFactory {
  checkOptions('sgd', options, { learningRate: kinds.rate, momentum: kinds.decay, nesterov: unchecked }, TrainingOptionError);
  const { learningRate = 0.01, momentum = 0, nesterov = false } = options;
  return (variables) => {
    const velocity = momentum === 0 ? undefined : zeroSlots(variables, 'velocity');
    return {
      slots: velocity?.named ?? {},
      apply: (gradients, _, rate = 1) => {
        for (const [i, v] of variables.entries()) {
          const g = gradients[i]!;
          const slot = velocity?.list[i];
          slot?.assign(add(mul(slot, momentum), g));
          const direction = slot === undefined ? g : nesterov ? add(g, mul(slot, momentum)) : slot;
          v.assign(sub(v, mul(direction, learningRate * rate)));
        }
      },
    };
  };
}

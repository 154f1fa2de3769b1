import { checkOptions } from '@neural-em/checks';
import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { TrainingOptionError } from '../errors.ts';
import * as kinds from './kinds.ts';
import { zeroSlots } from './slots.ts';
import type { OptimizerFactory } from './types.ts';

/** Settings of RMSProp. */
export interface RmsPropOptions {
  readonly learningRate?: number;
  /** The share of the running mean square that each update keeps. */
  readonly decay?: number;
  readonly epsilon?: number;
}

/**
 * RMSProp (Tieleman and Hinton 2012): divides each gradient by the root of its running mean square, with epsilon outside the
 * root as in PyTorch.
 *
 * @throws TrainingOptionError if a setting is out of range.
 */
export function rmsProp(options: RmsPropOptions = {}): OptimizerFactory {
  checkOptions('rmsProp', options, { learningRate: kinds.rate, decay: kinds.decay, epsilon: kinds.rate }, TrainingOptionError);
  const { learningRate = 0.01, decay = 0.99, epsilon = 1e-8 } = options;
  return (variables) => {
    const meanSquare = zeroSlots(variables, 'meanSquare');
    return {
      slots: meanSquare.named,
      apply: (gradients, _, rate = 1) => {
        for (const [i, v] of variables.entries()) {
          const g = gradients[i]!;
          const slot = meanSquare.list[i]!;
          slot.assign(add(mul(slot, decay), mul(square(g), 1 - decay)));
          v.assign(sub(v, div(mul(g, learningRate * rate), add(sqrt(slot), epsilon))));
        }
      },
    };
  };
}

import { checkOptions, type Kinds } from '@neural-em/checks';
import { fused } from '@neural-em/core';
import { add, div, mul, sqrt, square, sub, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { TrainingOptionError } from '../errors.ts';
import * as kinds from './kinds.ts';
import { zeroSlots } from './slots.ts';
import type { Optimizer, OptimizerFactory } from './types.ts';

/** Settings of Adam. */
export interface AdamOptions {
  readonly learningRate?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1, with the bias corrections folded into the rate as its section 2 suggests). The
 * powers of beta are computed from the number of updates, so that a resumed run goes on bit for bit; TensorFlow.js's Adam
 * accumulates them.
 *
 * @throws TrainingOptionError where a setting is out of range.
 */
export function adam(options: AdamOptions = {}): OptimizerFactory {
  checkOptions('adam', options, adamKinds, TrainingOptionError);
  return (variables) => adamOver(variables, withDefaults(options));
}

/** What Adam's settings may be. */
export const adamKinds: Kinds<AdamOptions> = { learningRate: kinds.rate, beta1: kinds.decay, beta2: kinds.decay, epsilon: kinds.rate };

/** Adam's settings with their defaults. */
export function withDefaults({ learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions): Required<AdamOptions> {
  return { learningRate, beta1, beta2, epsilon };
}

/** Adam over variables; `shrink` is multiplied to a variable before its update, for the decay of weights. */
export function adamOver(
  variables: readonly Variable[],
  { learningRate, beta1, beta2, epsilon }: Required<AdamOptions>,
  shrink: (rate: number) => number = () => 1,
): Optimizer {
  const first = zeroSlots(variables, 'first');
  const second = zeroSlots(variables, 'second');
  return {
    slots: { ...first.named, ...second.named },
    apply: (gradients, update, rate = 1) => {
      const correction = Math.sqrt(1 - beta2 ** update);
      const numbers = {
        beta1,
        beta2,
        rate: (learningRate * rate * correction) / (1 - beta1 ** update),
        epsilon: epsilon * correction,
        shrink: shrink(learningRate * rate),
      };
      for (const [i, v] of variables.entries()) adamUpdate(v, gradients[i]!, { first: first.list[i]!, second: second.list[i]! }, numbers);
    },
  };
}

/** Adam's update of one variable. */
function adamUpdate(
  v: Variable,
  gradient: Tensor,
  { first, second }: { first: Variable; second: Variable },
  numbers: { beta1: number; beta2: number; rate: number; epsilon: number; shrink: number },
): void {
  const { beta1, beta2, rate, epsilon, shrink } = numbers;
  const next = fused({ name: 'AdamUpdate', inputs: { gradient, variable: v, first, second }, attrs: numbers }, (): Tensor[] => {
    const m: Tensor = add(mul(first, beta1), mul(gradient, 1 - beta1));
    const s: Tensor = add(mul(second, beta2), mul(square(gradient), 1 - beta2));
    const shrunk = shrink === 1 ? v : mul(v, shrink);
    return [sub(shrunk, div(mul(m, rate), add(sqrt(s), epsilon))), m, s];
  });
  for (const [i, variable] of [v, first, second].entries()) variable.assign(next[i]!);
}

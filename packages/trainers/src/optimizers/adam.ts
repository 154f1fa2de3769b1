import { checkOptions, type Kinds } from '@neural-em/checks';
import { fused } from '@neural-em/core';
import { add, div, mul, scalar, sqrt, square, sub, type Tensor, tensor1d, unstack, type Variable } from '@tensorflow/tfjs-core';
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
 * Adam (Kingma and Ba 2015, algorithm 1, with the bias corrections folded into the rate as its section 2 suggests). It computes
 * the powers of beta from the number of updates, so that a resumed run has the same bits; TensorFlow.js's Adam accumulates
 * them.
 *
 * @throws TrainingOptionError if a setting is out of range.
 */
export function adam(options: AdamOptions = {}): OptimizerFactory {
  checkOptions('adam', options, adamKinds, TrainingOptionError);
  return (variables) => adamOver(variables, withDefaults(options));
}

/** The kinds of Adam's settings. */
export const adamKinds: Kinds<AdamOptions> = { learningRate: kinds.rate, beta1: kinds.decay, beta2: kinds.decay, epsilon: kinds.rate };

/** Returns Adam's settings with defaults filled in. */
export function withDefaults({ learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions): Required<AdamOptions> {
  return { learningRate, beta1, beta2, epsilon };
}

/** Returns Adam over variables; each variable is multiplied by `shrink` before its update, for the decay of weights. */
export function adamOver(
  variables: readonly Variable[],
  { learningRate, beta1, beta2, epsilon }: Required<AdamOptions>,
  shrink: (rate: number) => number = () => 1,
): Optimizer {
  const first = zeroSlots(variables, 'first');
  const second = zeroSlots(variables, 'second');
  const numbers = (update: number, rate: number) => {
    const correction = Math.sqrt(1 - beta2 ** update);
    return [(learningRate * rate * correction) / (1 - beta1 ** update), epsilon * correction, shrink(learningRate * rate)];
  };
  const apply = (gradients: readonly Tensor[], now: Tensor, factor: Tensor) => {
    for (const [i, variable] of variables.entries())
      adamUpdate(
        { gradient: gradients[i]!, variable, first: first.list[i]!, second: second.list[i]!, numbers: now, factor },
        { beta1, beta2 },
      );
  };
  return {
    slots: { ...first.named, ...second.named },
    apply: (gradients, update, rate = 1) => apply(gradients, tensor1d(numbers(update, rate)), scalar(1)),
    recorded: { numbers, apply },
  };
}

/** The tensors that Adam's update of one variable reads; `numbers` are rate, epsilon and shrink. */
interface UpdateInputs {
  readonly gradient: Tensor;
  readonly variable: Variable;
  readonly first: Variable;
  readonly second: Variable;
  readonly numbers: Tensor;
  readonly factor: Tensor;
}

/** Updates one variable by Adam. */
function adamUpdate(inputs: UpdateInputs, attrs: { beta1: number; beta2: number }): void {
  const { gradient, variable, first, second, numbers, factor } = inputs;
  const { beta1, beta2 } = attrs;
  const next = fused({ name: 'AdamUpdate', inputs: { ...inputs }, attrs }, (): Tensor[] => {
    const [rate, epsilon, shrink] = unstack(numbers) as [Tensor, Tensor, Tensor];
    const g = mul(gradient, factor);
    const m: Tensor = add(mul(first, beta1), mul(g, 1 - beta1));
    const s: Tensor = add(mul(second, beta2), mul(square(g), 1 - beta2));
    return [sub(mul(variable, shrink), div(mul(m, rate), add(sqrt(s), epsilon))), m, s];
  });
  for (const [i, target] of [variable, first, second].entries()) target.assign(next[i]!);
}

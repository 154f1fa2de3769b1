import { add, div, mul, sqrt, square, sub, type Variable, variable, zerosLike } from '@tensorflow/tfjs-core';
import { TrainingOptionError } from '../errors.ts';
import type { OptimizerFactory } from './types.ts';

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
export function adam({ learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {}): OptimizerFactory {
  if (!(learningRate > 0)) throw new TrainingOptionError(`adam: learningRate must be above 0, not ${learningRate}`);
  for (const [name, beta] of Object.entries({ beta1, beta2 }))
    if (!(beta >= 0 && beta < 1)) throw new TrainingOptionError(`adam: ${name} must be at least 0 and below 1, not ${beta}`);
  return (variables) => {
    const moments = variables.map((v) => ({ first: zeroSlot(v), second: zeroSlot(v) }));
    return {
      slots: Object.fromEntries(
        moments.flatMap(({ first, second }, i) => [[`${i}/first`, first] as const, [`${i}/second`, second] as const]),
      ),
      apply: (gradients, update) => {
        const correction = Math.sqrt(1 - beta2 ** update);
        const rate = (learningRate * correction) / (1 - beta1 ** update);
        for (const [i, v] of variables.entries()) {
          const g = gradients[i]!;
          const { first, second } = moments[i]!;
          first.assign(add(mul(first, beta1), mul(g, 1 - beta1)));
          second.assign(add(mul(second, beta2), mul(square(g), 1 - beta2)));
          v.assign(sub(v, div(mul(first, rate), add(sqrt(second), epsilon * correction))));
        }
      },
    };
  };
}

function zeroSlot(v: Variable): Variable {
  const zeros = zerosLike(v);
  const slot = variable(zeros, false);
  zeros.dispose();
  return slot;
}

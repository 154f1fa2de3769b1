import type { Tensor } from '@tensorflow/tfjs-core';
import type { Walk } from './evaluate-steps.ts';

/** A walk as a list of tensors, for a function of tensors, and a function that makes a walk of another list with the same shapes. */
export interface ListedWalk {
  /** A text that holds everything that the way back depends on. */
  readonly key: string;
  readonly tensors: readonly Tensor[];
  walkOf(tensors: readonly Tensor[]): Walk & { readonly others: readonly Tensor[] };
}

/** Lists the tensors of a walk, then `others`. A static image, which is the target of every step, is listed once. */
export function listedWalk({ gamma, inputs, targets }: Walk, others: readonly Tensor[] = []): ListedWalk {
  const distinct = [...new Set(targets)];
  const order = targets.map((target) => distinct.indexOf(target));
  return {
    key: order.join(),
    tensors: [gamma, ...inputs, ...distinct, ...others],
    walkOf: ([start, ...rest]) => {
      const clean = rest.slice(inputs.length);
      return {
        gamma: start!,
        inputs: rest.slice(0, inputs.length),
        targets: order.map((i) => clean[i]!),
        others: clean.slice(distinct.length),
      };
    },
  };
}

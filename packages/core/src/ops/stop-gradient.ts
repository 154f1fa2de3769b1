import { customGrad, type Tensor, zerosLike } from '@tensorflow/tfjs-core';

/** x, seen as a constant by every gradient. Any shape. */
export function stopGradient<T extends Tensor>(x: T): T {
  return customGrad((input) => ({ value: (input as T).clone(), gradFunc: (dy: Tensor) => zerosLike(dy) }))(x) as T;
}

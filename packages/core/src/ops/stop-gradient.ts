import { customGrad, type Tensor } from '@tensorflow/tfjs-core';

/** x, seen as a constant by every gradient. Any shape. */
export function stopGradient<T extends Tensor>(x: T): T {
  // Without inputs the operation leads nowhere back, so that nothing before it is differentiated on its account.
  return customGrad(() => ({ value: x.clone(), gradFunc: () => [] }))() as T;
}

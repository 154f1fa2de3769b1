import { customGrad, mul, type Tensor } from '@tensorflow/tfjs-core';

/** x, seen as a constant by every gradient. Any shape. */
export function stopGradient<T extends Tensor>(x: T): T {
  // Without inputs the operation leads nowhere back, so that nothing before it is differentiated on its account.
  return customGrad(() => ({ value: x.clone(), gradFunc: () => [] }))() as T;
}

/** x, of whose gradient a share is let through: 1 all of it, 0 none. Any shape. */
export function scaleGradient<T extends Tensor>(x: T, share: number): T {
  if (share === 1) return x;
  if (share === 0) return stopGradient(x);
  return customGrad((value) => ({ value: (value as Tensor).clone(), gradFunc: (dy) => mul(dy, share) }))(x) as T;
}

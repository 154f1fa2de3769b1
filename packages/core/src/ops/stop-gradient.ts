import { customGrad, mul, type Tensor } from '@tensorflow/tfjs-core';

/** Returns x as a constant: no gradient passes through it. Any shape. */
export function stopGradient<T extends Tensor>(x: T): T {
  // An operation without inputs ends the path of a gradient, so that nothing before it is differentiated.
  return customGrad(() => ({ value: x.clone(), gradFunc: () => [] }))() as T;
}

/** Returns x, and multiplies its gradient by `share`: 1 keeps the gradient, 0 stops it. Any shape. */
export function scaleGradient<T extends Tensor>(x: T, share: number): T {
  if (share === 1) return x;
  if (share === 0) return stopGradient(x);
  return customGrad((value) => ({ value: (value as Tensor).clone(), gradFunc: (dy) => mul(dy, share) }))(x) as T;
}

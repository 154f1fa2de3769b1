import { customGrad, div, maximum, mul, sqrt, square, sum, type Tensor } from '@tensorflow/tfjs-core';

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

/**
 * Returns x [B, …]. If the gradient that an item b has, times B, has a norm above `largest`, it is scaled down to this norm; for a loss that is
 * a mean over B images this is the gradient of the loss of one image.
 */
export function clipGradient<T extends Tensor>(x: T, largest: number): T {
  if (largest === Number.POSITIVE_INFINITY) return x;
  const rest = x.shape.map((_, axis) => axis).slice(1);
  const gradFunc = (dy: Tensor) => div(dy, maximum(mul(sqrt(sum(square(dy), rest, true)), x.shape[0]! / largest), 1));
  return customGrad((value) => ({ value: (value as Tensor).clone(), gradFunc }))(x) as T;
}

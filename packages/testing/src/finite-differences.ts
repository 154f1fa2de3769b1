import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { values } from './close.ts';

/**
 * Returns the gradient of a scalar function at x by central differences. In float32, a step of 1e-2 gives errors of about 1e-3 for
 * functions of order one.
 */
export function numericGradient(f: (x: Tensor) => Tensor, x: Tensor, step = 1e-2): number[] {
  const at = values(x);
  return at.map((_, i) => {
    const shifted = (by: number) =>
      values(
        f(
          tensor(
            Float32Array.from(at, (v, j) => (j === i ? v + by : v)),
            x.shape,
          ),
        ),
      )[0]!;
    return (shifted(step) - shifted(-step)) / (2 * step);
  });
}

import { MetricInputError } from './errors.ts';
import { axesOf } from './responsibilities.ts';

/**
 * Returns the component with the largest responsibility for each pixel; if several tie, the first of them.
 *
 * @param gamma responsibilities, [..., K, D] or [..., K, D, 1]
 * @param shape the shape of gamma. A last axis of 1 after three or more others is dropped. Then the last axis is D, the one before
 *   it K, and all others are batch axes. So one pixel in four axes is written [B, K, 1, 1].
 * @returns the components, 0 to K − 1, [..., D]
 * Throws a `MetricInputError` if shape and length disagree, K is above 256, or a responsibility is NaN.
 */
export function hardAssignment(gamma: ArrayLike<number>, shape: readonly number[]): Uint8Array {
  const { images, components, pixels } = axesOf(gamma, shape);
  if (components > 256) throw new MetricInputError(`gamma has ${components} components, at most 256 fit the labels`);
  const assignment = new Uint8Array(images * pixels);
  for (let image = 0; image < images; image++) {
    for (let d = 0; d < pixels; d++) {
      let best = 0;
      let largest = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < components; k++) {
        const i = (image * components + k) * pixels + d;
        const value = gamma[i]!;
        if (Number.isNaN(value)) throw new MetricInputError(`gamma[${i}] must be a number, got NaN`);
        if (value > largest) {
          best = k;
          largest = value;
        }
      }
      assignment[image * pixels + d] = best;
    }
  }
  return assignment;
}

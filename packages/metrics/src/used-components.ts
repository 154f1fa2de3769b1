import { hardAssignment } from './hard-assignment.ts';
import { axesOf, type ResponsibilityOptions, scoredPixels } from './responsibilities.ts';

export interface UsedComponentsOptions extends ResponsibilityOptions {
  /** The number of pixels that a component must win to count. Default 1. */
  readonly atLeast?: number;
}

/**
 * Returns the number of components that win pixels; the component with the largest responsibility wins a pixel.
 *
 * @param gamma responsibilities, [..., K, D] or [..., K, D, 1]
 * @param shape its shape, read as `hardAssignment` reads it
 * @returns one number for each image, [...]
 * Throws a `MetricInputError` if shape and length disagree, K is above 256, or a responsibility is NaN.
 */
export function usedComponents(
  gamma: ArrayLike<number>,
  shape: readonly number[],
  { atLeast = 1, ...options }: UsedComponentsOptions = {},
): Float64Array {
  const axes = axesOf(gamma, shape);
  const scored = scoredPixels(axes, options);
  const wins = new Int32Array(axes.images * axes.components);
  hardAssignment(gamma, shape).forEach((component, pixel) => {
    if (scored(pixel)) wins[Math.floor(pixel / axes.pixels) * axes.components + component]!++;
  });
  return new Float64Array(axes.images).map(
    (_, image) => wins.subarray(image * axes.components, (image + 1) * axes.components).filter((won) => won >= atLeast).length,
  );
}

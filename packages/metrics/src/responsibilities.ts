import { MetricInputError } from './errors.ts';
import { type Labels, readIntegers } from './labels.ts';
import { checkShape, count } from './shape.ts';
import { checkNumbers } from './values.ts';

export interface ResponsibilityOptions {
  /** True labels, [..., D]; pixels with the label 0 are left out. Default: every pixel counts. */
  readonly truth?: Labels;
}

/** The axes of responsibilities: images (all batch axes together), components, pixels. */
export interface Axes {
  readonly images: number;
  readonly components: number;
  readonly pixels: number;
}

/**
 * Reads the shape [..., K, D] or [..., K, D, 1] and checks it against the number of values. A last axis of 1 after three or more others is
 * dropped.
 */
export function axesOf(gamma: ArrayLike<number>, shape: readonly number[]): Axes {
  checkNumbers(gamma, 'gamma');
  checkShape(shape);
  const kept = shape.length > 3 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
  const [components = 0, pixels = 0] = kept.slice(-2);
  const images = count(kept.slice(0, -2));
  if (kept.length < 2 || components === 0 || images * count([components, pixels]) !== gamma.length) {
    throw new MetricInputError(`shape must be [..., K, D] or [..., K, D, 1] of ${gamma.length} values, got [${shape.join(', ')}]`);
  }
  return { images, components, pixels };
}

/** Returns a function that tells whether a pixel counts, by its index in [..., D]. */
export function scoredPixels({ images, pixels }: Axes, { truth }: ResponsibilityOptions): (pixel: number) => boolean {
  if (truth === undefined) return () => true;
  const labels = readIntegers(truth, 'truth').values;
  if (labels.length !== images * pixels) {
    throw new MetricInputError(`truth must label ${images} images of ${pixels} pixels, got ${labels.length} labels`);
  }
  return (pixel) => labels[pixel] !== 0;
}

/**
 * Returns for each image the mean, over its scored pixels, of a sum or maximum over components.
 *
 * @param fold takes the value so far, 0 at first, and the next component's responsibility
 */
export function meanOverPixels(
  gamma: ArrayLike<number>,
  shape: readonly number[],
  options: ResponsibilityOptions,
  fold: (soFar: number, responsibility: number) => number,
): Float64Array {
  const axes = axesOf(gamma, shape);
  const { components, pixels } = axes;
  const scored = scoredPixels(axes, options);
  return new Float64Array(axes.images).map((_, image) => {
    let sum = 0;
    let counted = 0;
    for (let d = 0; d < pixels; d++) {
      if (!scored(image * pixels + d)) continue;
      let value = 0;
      for (let k = 0; k < components; k++) {
        const i = (image * components + k) * pixels + d;
        // Rounding may put float32 responsibilities slightly above 1.
        if (!(gamma[i]! >= 0 && gamma[i]! < 1.001)) throw new MetricInputError(`gamma[${i}] must be between 0 and 1, got ${gamma[i]}`);
        value = fold(value, gamma[i]!);
      }
      sum += value;
      counted++;
    }
    return sum / counted;
  });
}

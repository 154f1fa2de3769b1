import { MetricInputError } from './errors.ts';

/**
 * The component with the largest responsibility for each pixel: the first of them where several tie.
 *
 * @param gamma responsibilities, [..., K, D] or [..., K, D, 1]
 * @param shape its shape. A last axis of 1 after three or more others is dropped; then the last axis is D, the one before it K,
 *   and those before are a batch of any rank. So one pixel in four axes is written [B, K, 1, 1].
 * @returns the components, 0 to K − 1, [..., D]
 * Throws a `MetricInputError` where shape and length disagree, K is above 256, or a responsibility is NaN.
 */
export function hardAssignment(gamma: ArrayLike<number>, shape: readonly number[]): Uint8Array {
  const [batch, components, pixels] = axes(gamma, shape);
  if (components > 256) throw new MetricInputError(`gamma has ${components} components; at most 256 fit the labels`);
  const assignment = new Uint8Array(batch * pixels);
  for (let b = 0; b < batch; b++) {
    for (let d = 0; d < pixels; d++) {
      let best = 0;
      let largest = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < components; k++) {
        const value = gamma[(b * components + k) * pixels + d]!;
        if (value > largest) {
          best = k;
          largest = value;
        } else if (Number.isNaN(value)) throw new MetricInputError(`gamma is NaN at image ${b}, component ${k}, pixel ${d}`);
      }
      assignment[b * pixels + d] = best;
    }
  }
  return assignment;
}

/** The axes [batch, K, D] of responsibilities, checked against their number. */
export function axes(gamma: ArrayLike<number>, shape: readonly number[]): [batch: number, components: number, pixels: number] {
  const kept = shape.length > 3 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
  const pixels = kept.at(-1) ?? 0;
  const components = kept.at(-2) ?? 0;
  const batch = kept.slice(0, -2).reduce((a, b) => a * b, 1);
  if (kept.length < 2 || components < 1 || batch * components * pixels !== gamma.length) {
    throw new MetricInputError(`shape must be [..., K, D] or [..., K, D, 1] with ${gamma.length} values in all, got [${shape.join(', ')}]`);
  }
  return [batch, components, pixels];
}

import { createRandom, fillNormal, type Random, zigguratLayers } from '@neural-em/random';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { OptionError } from './errors.ts';
import { fused } from './ops/fused.ts';

/** Size and seed of initial responsibilities. */
export interface InitialGammaOptions {
  /** B */
  readonly images: number;
  /** K */
  readonly components: number;
  /** D */
  readonly pixels: number;
  readonly seed: number | string;
  /** Power of |N(0, 1)|: above 1 pixels begin closer to one component, below 1 closer to all alike. 1 in the authors' code. */
  readonly sharpness?: number;
}

/**
 * Responsibilities before the first step, as in the authors' code: |N(0, 1)| for each pixel and component, divided by its
 * sum over the components; 1 where K = 1.
 *
 * @returns [B, K, D, 1]
 * @throws OptionError where a size is no whole number above 0, or the sharpness not above 0.
 */
export function initialGamma({ images, components, pixels, seed, sharpness = 1 }: InitialGammaOptions): Tensor {
  for (const [name, size] of Object.entries({ images, components, pixels })) {
    if (!(Number.isInteger(size) && size > 0)) throw new OptionError(`initialGamma: ${name} must be a whole number above 0, not ${size}`);
  }
  if (!(sharpness > 0)) throw new OptionError(`initialGamma: sharpness must be above 0, not ${sharpness}`);
  const random = createRandom(seed, 'gamma');
  const shape = [images, components, pixels, 1];
  const attrs = { words: [...random.words], shape, layers: zigguratLayers.flat() };
  return fused({ name: sharpness === 1 ? 'InitialGamma' : undefined, inputs: {}, attrs }, () => draw(random, shape, sharpness));
}

function draw(random: Random, shape: number[], sharpness: number): Tensor {
  const [images, components, pixels] = shape as [number, number, number];
  const gamma = fillNormal(random, new Float32Array(images * components * pixels));
  if (sharpness !== 1) for (const [i, value] of gamma.entries()) gamma[i] = Math.abs(value) ** sharpness;
  for (let b = 0; b < images; b++) {
    for (let i = 0; i < pixels; i++) {
      const first = b * components * pixels + i;
      let sum = 0;
      for (let k = 0; k < components; k++) sum += Math.abs(gamma[first + k * pixels]!);
      for (let k = 0; k < components; k++) gamma[first + k * pixels] = Math.abs(gamma[first + k * pixels]!) / sum;
    }
  }
  return tensor(gamma, shape);
}

import { checkOptions, count, type Kinds, numberIn, optional, seed } from '@neural-em/checks';
import { createRandom, fillNormal, type Random, zigguratLayers } from '@neural-em/random';
import { ones, type Tensor, tensor } from '@tensorflow/tfjs-core';
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
  /**
   * Power to which |N(0, 1)| is raised: above 1 each pixel starts closer to one component, below 1 closer to equal shares. Default 1, as in
   * the authors' code.
   */
  readonly sharpness?: number;
}

const kinds: Kinds<InitialGammaOptions> = {
  images: count,
  components: count,
  pixels: count,
  seed,
  sharpness: optional(numberIn({ above: 0 })),
};

/**
 * Returns the responsibilities before the first step, as in the authors' code: |N(0, 1)| for each pixel and component, divided by the sum
 * over the components; 1 if K = 1.
 *
 * @returns [B, K, D, 1]
 * @throws OptionError where a size is not a whole number above 0, the sharpness is not above 0, or the seed is missing.
 */
export function initialGamma(options: InitialGammaOptions): Tensor {
  checkOptions('initialGamma', options, kinds, OptionError);
  const { images, components, pixels, seed, sharpness = 1 } = options;
  const random = createRandom(seed, 'gamma');
  const shape = [images, components, pixels, 1];
  // A draw may be exactly 0, and dividing it by itself would give NaN.
  if (components === 1) return ones(shape);
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

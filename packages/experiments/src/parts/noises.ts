import { bitFlip, maskedUniform, noNoise } from '@neural-em/trainers';
import type { NoisePart } from './types.ts';

/** Noises of this package, by name. */
export const noises = {
  'bit-flip': { binary: true, make: bitFlip },
  'masked-uniform': { binary: false, make: (probability) => maskedUniform(probability) },
  none: { binary: false, make: () => noNoise },
} satisfies Readonly<Record<string, NoisePart>>;

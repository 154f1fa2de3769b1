import { forEachPicked } from '@neural-em/random';
import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import { TrainingOptionError } from './errors.ts';

/** A seeded stream of random numbers, named by its purpose. */
export interface RandomStream {
  /** An integer, uniform over [0, 2^32). */
  uint32(): number;
  /** A number, uniform over [0, 1). */
  uniform(): number;
  /** An integer, uniform over [0, n). */
  integer(n: number): number;
  /** A standard normal number. */
  normal(): number;
  /** The state at the beginning of the stream, from which another program can draw the same numbers. */
  readonly words?: readonly number[];
}

/** Noise on the inputs of a model. The targets, which the model must explain, have no noise. */
export interface Noise {
  readonly name: string;
  /** Corrupts pixel values in place. */
  corrupt(values: Float32Array, random: RandomStream): void;
  /** For backends that draw this noise by a kernel: the name of the kernel, and the numbers of the noise. */
  readonly kernel?: { readonly name: string; readonly attrs: NamedAttrMap };
}

/** The noise that does not change the inputs. */
export const noNoise: Noise = { name: 'none', corrupt: () => {} };

/**
 * Returns noise that flips each binary pixel with the given probability: x → 1 − x (paper appendix A.1 and A.2).
 *
 * @throws TrainingOptionError if the probability is not from 0 to 1.
 */
export function bitFlip(probability: number): Noise {
  checkProbability('bitFlip', probability);
  return {
    name: `bit flip ${probability}`,
    kernel: { name: 'BitFlip', attrs: { probability } },
    corrupt: (values, random) =>
      forEachPicked(random, values.length, probability, (i) => {
        values[i] = 1 - values[i]!;
      }),
  };
}

/**
 * Returns noise that replaces each pixel, with the given probability, by a number uniform over the range of the data (paper appendix A.3).
 *
 * @throws TrainingOptionError if the probability is not from 0 to 1.
 */
export function maskedUniform(probability: number, { low = 0, high = 1 }: { low?: number; high?: number } = {}): Noise {
  checkProbability('maskedUniform', probability);
  return {
    name: `masked uniform ${probability}`,
    corrupt: (values, random) =>
      forEachPicked(random, values.length, probability, (i) => {
        values[i] = low + (high - low) * random.uniform();
      }),
  };
}

function checkProbability(name: string, probability: number): void {
  if (!(probability >= 0 && probability <= 1))
    throw new TrainingOptionError(`${name}: the probability must be a number between 0 and 1, not ${probability}`);
}

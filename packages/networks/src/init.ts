import { createRandom, fillUniform } from '@neural-em/random';
import { ones, type Rank, type Tensor, tensor, type Variable, variable, zeros } from '@tensorflow/tfjs-core';

/** Seed of a weight. Each part of a network appends its name to the seed, so that no two parts draw the same random numbers. */
export type Seed = number | string;

/**
 * Returns a weight drawn uniformly from ±sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010). The last two axes are input and output;
 * axes before them are the window of a convolution, and multiply both fans.
 */
export function glorotUniform(shape: number[], seed: Seed): Variable {
  const window = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  const [fanIn = 1, fanOut = 1] = shape.slice(-2);
  const limit = Math.sqrt(6 / (window * (fanIn + fanOut)));
  const size = shape.reduce((a, b) => a * b, 1);
  return weight(tensor(fillUniform(createRandom(seed), new Float32Array(size), -limit, limit), shape));
}

/** Returns a weight of zeros, for biases. */
export function zeroWeight(shape: number[]): Variable {
  return weight(zeros(shape));
}

/** Returns a weight of ones, for gains. */
export function oneWeight(shape: number[]): Variable {
  return weight(ones(shape));
}

/** Returns a weight with an initial value, and disposes of the tensor that holds that value. */
export function weight(initial: Tensor): Variable {
  const created = variable<Rank>(initial);
  initial.dispose();
  return created;
}

import { createRandom, fillUniform } from '@neural-em/random';
import { ones, type Rank, type Tensor, tensor, type Variable, variable, zeros } from '@tensorflow/tfjs-core';

/** Seed of a weight: a number or text; parts of a network append their name to it, so that no two share a stream. */
export type Seed = number | string;

/**
 * A weight drawn uniformly from ±sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010). The last two axes are input and
 * output; axes before them, those of a convolution's window, multiply both fans.
 */
export function glorotUniform(shape: number[], seed: Seed): Variable {
  const window = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  const [fanIn = 1, fanOut = 1] = shape.slice(-2);
  const limit = Math.sqrt(6 / (window * (fanIn + fanOut)));
  const size = shape.reduce((a, b) => a * b, 1);
  return weight(tensor(fillUniform(createRandom(seed), new Float32Array(size), -limit, limit), shape));
}

/** A weight of zeros, for biases. */
export function zeroWeight(shape: number[]): Variable {
  return weight(zeros(shape));
}

/** A weight of ones, for gains. */
export function oneWeight(shape: number[]): Variable {
  return weight(ones(shape));
}

/** A weight that starts at a value, which is disposed of. */
export function weight(initial: Tensor): Variable {
  const created = variable<Rank>(initial);
  initial.dispose();
  return created;
}

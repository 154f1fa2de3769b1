import { createRandom, fillNormal, fillUniform } from '@neural-em/random';
import { cast, greater, type Tensor, tensor } from '@tensorflow/tfjs-core';

const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Returns a tensor of normal random numbers. */
export function normalTensor(shape: number[], seed: number | string, scale = 1): Tensor {
  return tensor(fillNormal(createRandom(seed), new Float32Array(count(shape)), scale), shape);
}

/** Returns a tensor of random numbers, uniform over [low, high). */
export function uniformTensor(shape: number[], seed: number | string, low = 0, high = 1): Tensor {
  return tensor(fillUniform(createRandom(seed), new Float32Array(count(shape)), low, high), shape);
}

/** Returns a tensor of random zeros and ones. */
export function binaryTensor(shape: number[], seed: number | string): Tensor {
  return cast(greater(uniformTensor(shape, seed), 0.5), 'float32');
}

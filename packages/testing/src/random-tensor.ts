import { createRandom, fillNormal, fillUniform } from '@neural-em/random';
import { cast, greater, type Tensor, tensor } from '@tensorflow/tfjs-core';

const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** A tensor of normal numbers. */
export function normalTensor(shape: number[], seed: number | string, scale = 1): Tensor {
  return tensor(fillNormal(createRandom(seed), new Float32Array(count(shape)), scale), shape);
}

/** A tensor of numbers uniform over [low, high). */
export function uniformTensor(shape: number[], seed: number | string, low = 0, high = 1): Tensor {
  return tensor(fillUniform(createRandom(seed), new Float32Array(count(shape)), low, high), shape);
}

/** A tensor of zeros and ones. */
export function binaryTensor(shape: number[], seed: number | string): Tensor {
  return cast(greater(uniformTensor(shape, seed), 0.5), 'float32');
}

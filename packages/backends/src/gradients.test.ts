import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from './index.ts';

beforeAll(() => chooseBackend({ name: 'cpu' }));

test.each([
  ['sum of squares, 2x', (x: tf.Tensor) => tf.sum(tf.square(x)), [2, 4, 6]],
  ['product, the product of the others', (x: tf.Tensor) => tf.prod(x), [6, 3, 2]],
  ['matrix product with [1 2 3], that row', (x: tf.Tensor) => tf.matMul(tf.tensor2d([[1, 2, 3]]), tf.reshape(x, [3, 1])), [1, 2, 3]],
  ['sigmoid, p (1 - p)', (x: tf.Tensor) => tf.sigmoid(tf.sub(x, [1, 2, 3])), [0.25, 0.25, 0.25]],
])('importing the package registers the gradient of: %s', (_, f, expected) => {
  const gradient = tf.grad(f)(tf.tensor1d([1, 2, 3]));
  expect([...gradient.dataSync()]).toEqual(expected);
  expect(gradient).toBeInstanceOf(tf.Tensor);
});

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import './index.ts';
import { expect, test } from 'vitest';

test('g', () => {
  const g = tf.grad((x) => tf.sum(tf.mul(x, x)))(tf.tensor1d([1, 2]));
  expect([...g.dataSync()]).toEqual([2, 4]);
  expect(g instanceof tf.Tensor).toBe(true);
});

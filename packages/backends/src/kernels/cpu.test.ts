import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../index.ts';

beforeAll(async () => {
  await chooseBackend({ name: 'cpu' });
  await chooseBackend({ name: 'cpu' }); // corrections are made once
});

test('the gradient of nearest-neighbour resizing sums what each pixel became, in every image', () => {
  const images = tf.zeros([3, 2, 2, 1]) as tf.Tensor4D;
  const weights = tf.reshape(tf.range(0, 48), [3, 4, 4, 1]);
  const gradient = tf.grad((x) => tf.sum(tf.mul(tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [4, 4]), weights)))(images);
  // The four copies of pixel (r, c) of image b have the weights 16b + 8r + 2c + {0, 1, 4, 5}.
  const expected = [0, 1, 2].flatMap((b) => [0, 1].flatMap((r) => [0, 1].map((c) => 4 * (16 * b + 8 * r + 2 * c) + 10)));
  expect([...gradient.dataSync()]).toEqual(expected);
});

test('image.transform moves every image, by one transform for all or one for each', () => {
  const images = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1]);
  const right = [1, 0, -1, 0, 1, 0, 0, 0]; // output (x, y) reads input (x - 1, y)
  const down = [1, 0, 0, 0, 1, -1, 0, 0];
  expect([...tf.image.transform(images, tf.tensor2d([right])).dataSync()]).toEqual([0, 1, 0, 3, 0, 5, 0, 7]);
  expect([...tf.image.transform(images, tf.tensor2d([right, down])).dataSync()]).toEqual([0, 1, 0, 3, 0, 0, 5, 6]);
});

test('corrected kernels leave no tensor and no value behind', () => {
  const step = () => tf.tidy(() => void tf.image.transform(tf.ones([2, 3, 3, 1]), tf.tensor2d([[1, 0, 0, 0, 1, 0, 0, 0]])));
  step();
  const backend = tf.backend();
  const before = [tf.memory().numTensors, backend.numDataIds()];
  step();
  expect([tf.memory().numTensors, backend.numDataIds()]).toEqual(before);
});

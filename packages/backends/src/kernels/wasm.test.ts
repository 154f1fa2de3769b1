import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../index.ts';

beforeAll(async () => {
  await chooseBackend({ name: 'wasm' });
});

const values = (x: tf.Tensor) => [...x.dataSync()];
const minus = (numbers: number[]) => numbers.map((value) => -value);

test('the gradient of max pooling goes to the maximum, also where every value is negative', () => {
  const x = tf.tensor4d(minus([1, 2, 9, 9, 3, 4, 8, 7, 5, 5, 1, 2, 5, 4, 2, 2]), [1, 4, 4, 1]);
  const pooled = (image: tf.Tensor) => tf.maxPool(image as tf.Tensor4D, 2, 2, 'valid');
  expect(values(pooled(x))).toEqual([-1, -7, -4, -1]);
  const gradient = tf.grad((image) => tf.sum(tf.mul(pooled(image), tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]))))(x);
  expect(values(gradient)).toEqual([1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 4, 0, 0, 3, 0, 0]);
});

test('max pooling with positions finds negative maxima', () => {
  const { result, indexes } = tf.maxPoolWithArgmax(tf.tensor4d([-4, -3, -2, -5], [1, 2, 2, 1]), 2, 2, 'valid');
  expect(values(result!)).toEqual([-2]);
  expect(values(indexes!)).toEqual([2]);
});

test('3-D max pooling finds negative maxima, and so does its gradient', () => {
  const x = tf.tensor5d(minus([4, 3, 2, 5, 9, 8, 7, 6]), [1, 2, 2, 2, 1]);
  const pooled = (volume: tf.Tensor) => tf.maxPool3d(volume as tf.Tensor5D, [1, 2, 2], [1, 2, 2], 'valid');
  expect(values(pooled(x))).toEqual([-2, -6]);
  expect(values(tf.grad((volume) => tf.sum(pooled(volume)))(x))).toEqual([0, 0, 1, 0, 0, 0, 0, 1]);
});

test('the input gradient of 3-D convolution reaches every voxel', () => {
  const filter = tf.tensor5d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1, 1]);
  const gradient = tf.grad((x) => tf.sum(tf.conv3d(x as tf.Tensor5D, filter, 2, 'valid')))(tf.zeros([2, 2, 2, 2, 1]));
  expect(values(gradient)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test('dilation takes the greatest of image plus filter, be it negative, and its gradients go there', () => {
  const x = tf.tensor4d(minus([10, 20, 30, 40]), [1, 2, 2, 1]);
  const filter = tf.tensor3d([-20, 5, 0, 0], [2, 2, 1]);
  const dilate = (image: tf.Tensor, structure: tf.Tensor) => tf.dilation2d(image as tf.Tensor4D, structure as tf.Tensor3D, 1, 'valid', 1);
  expect(values(dilate(x, filter))).toEqual([-15]);
  const [byImage, byFilter] = tf.grads((a, b) => tf.mul(dilate(a!, b!), 7))([x, filter]);
  expect(values(byImage!)).toEqual([0, 7, 0, 0]);
  expect(values(byFilter!)).toEqual([0, 7, 0, 0]);
});

test('depthwise convolution has its gradients', () => {
  const x = tf.tensor4d([1, 10, 2, 20, 3, 30, 4, 40], [1, 2, 2, 2]);
  const filter = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1]);
  const total = (image: tf.Tensor, weights: tf.Tensor) =>
    tf.sum(tf.depthwiseConv2d(image as tf.Tensor4D, weights as tf.Tensor4D, 1, 'valid'));
  const [byImage, byFilter] = tf.grads((a, b) => total(a!, b!))([x, filter]);
  expect(values(byImage!)).toEqual(values(filter));
  expect(values(byFilter!)).toEqual(values(x));
});

test('the gradient of gather counts how often each row was taken', () => {
  const indices = tf.tensor1d([2, 0, 2, 2], 'int32');
  const gradient = tf.grad((x) => tf.sum(tf.gather(x, indices)))(tf.zeros([3, 2]));
  expect(values(gradient)).toEqual([1, 1, 0, 0, 3, 3]);
});

test('kernels computed elsewhere leave no tensor and no value behind', () => {
  const step = () =>
    tf.tidy(() => {
      const { result } = tf.maxPoolWithArgmax(tf.ones([1, 2, 2, 1]) as tf.Tensor4D, 2, 2, 'valid');
      tf.grad((x) => tf.sum(tf.gather(x, tf.tensor1d([0], 'int32'))))(tf.ones([3, 2]));
      result!.dispose();
    });
  const counts = () => [tf.memory().numTensors, tf.backend().numDataIds(), tf.findBackend('cpu').numDataIds()];
  step();
  const before = counts();
  step();
  expect(counts()).toEqual(before);
});

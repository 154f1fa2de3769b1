import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend, trackKernels } from './index.ts';

beforeAll(() => chooseBackend({ name: 'cpu' }));

test('names the kernels of a function and of its gradient, once each and sorted', async () => {
  const f = (x: tf.Tensor) => tf.sum(tf.sin(tf.sin(x)));
  expect(await trackKernels(() => f(tf.tensor1d([1])))).toEqual(['Sin', 'Sum']);
  const names = await trackKernels(() => tf.grad(f)(tf.tensor1d([1])));
  expect(names).toEqual([...new Set(names)].sort());
  expect(names).toEqual(expect.arrayContaining(['Cos', 'Multiply', 'Sin', 'Sum']));
});

test('names the kernels within a custom gradient, and nothing that is not a kernel', async () => {
  const square = tf.customGrad((x) => ({ value: tf.square(x as tf.Tensor), gradFunc: (dy) => tf.neg(dy) }));
  const names = await trackKernels(() => tf.grad((x) => tf.sin(square(x)))(tf.tensor1d([1])));
  expect(names).toEqual(expect.arrayContaining(['Neg', 'Sin', 'Square']));
  expect(names.filter((name) => !tf.getKernel(name, 'cpu'))).toEqual([]);
});

test('waits for a function that is not done at once', async () => {
  const later = async () => {
    await tf.nextFrame();
    tf.tan(1);
  };
  expect(await trackKernels(later)).toContain('Tan');
});

test('passes an error on, and tracks again after it', async () => {
  const failing = () => {
    throw new RangeError('not today');
  };
  await expect(trackKernels(failing)).rejects.toThrow(new RangeError('not today'));
  expect(tf.engine().state.profiling).toBe(false);
  expect(await trackKernels(() => tf.cos(1))).toEqual(['Cos']);
});

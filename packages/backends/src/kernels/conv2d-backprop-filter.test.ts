import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../index.ts';

beforeAll(async () => {
  await chooseBackend({ name: 'wasm' });
});

const side = fc.integer({ min: 3, max: 7 });
const small = fc.integer({ min: 1, max: 3 });
const convolution = fc.record({
  shape: fc.tuple(small, side, side, small),
  kernel: fc.tuple(small, small),
  channels: small,
  strides: fc.tuple(small, small),
  pad: fc.constantFrom<'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]]>('same', 'valid', [
    [0, 0],
    [2, 0],
    [1, 3],
    [0, 0],
  ]),
});

/** A fixed sequence of whole numbers, so that sums are exact. */
const counting = (shape: [number, number, number, number], period: number) =>
  tf.tensor4d(
    Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => ((i * 7) % period) - 3),
    shape,
  );

test('the gradient of a convolution by its filter is the sum of products that defines it', () => {
  fc.assert(
    fc.property(convolution, ({ shape, kernel: [kh, kw], channels, strides, pad }) => {
      const [batch, height, width, depth] = shape;
      const x = counting(shape, 11);
      const filter = tf.zeros([kh, kw, depth, channels]) as tf.Tensor4D;
      const y = tf.conv2d(x, filter, strides, pad);
      const dy = counting(y.shape, 5);
      const gradient = tf.grad((w) => tf.sum(tf.mul(tf.conv2d(x, w as tf.Tensor4D, strides, pad), dy)))(filter);

      const { padInfo } = tf.backend_util.computeConv2DInfo(shape, [kh, kw, depth, channels], strides, 1, pad);
      const [xs, dys, expected] = [x.bufferSync(), dy.bufferSync(), tf.buffer(filter.shape)];
      for (let n = 0; n < batch; n++)
        for (let p = 0; p < y.shape[1]; p++)
          for (let q = 0; q < y.shape[2]; q++)
            for (let i = 0; i < kh; i++)
              for (let j = 0; j < kw; j++) {
                const row = p * strides[0] + i - padInfo.top;
                const column = q * strides[1] + j - padInfo.left;
                if (row < 0 || row >= height || column < 0 || column >= width) continue;
                for (let c = 0; c < depth; c++)
                  for (let o = 0; o < channels; o++) {
                    const product = xs.get(n, row, column, c) * dys.get(n, p, q, o);
                    expected.set(expected.get(i, j, c, o) + product, i, j, c, o);
                  }
              }
      expect(gradient.shape).toEqual(filter.shape);
      expect([...gradient.dataSync()]).toEqual([...expected.toTensor().dataSync()]);
    }),
    { numRuns: 200 },
  );
});

test('leaves no tensor and no value behind', () => {
  const step = () =>
    tf.tidy(
      () =>
        void tf.grad((w) => tf.sum(tf.conv2d(tf.ones([2, 5, 5, 1]) as tf.Tensor4D, w as tf.Tensor4D, 2, 'same')))(tf.ones([3, 3, 1, 2])),
    );
  const counts = () => [tf.memory().numTensors, tf.backend().numDataIds()];
  step();
  const before = counts();
  step();
  expect(counts()).toEqual(before);
});

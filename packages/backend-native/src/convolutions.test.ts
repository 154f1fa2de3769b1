import '@neural-em/backends';
import { expectClose, normalTensor, values } from '@neural-em/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NativeBackend } from './backend.ts';
import { configureNative } from './index.ts';

beforeAll(async () => {
  expect(await tf.setBackend('native')).toBe(true);
});

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 5 }),
  height: fc.integer({ min: 1, max: 17 }),
  width: fc.integer({ min: 1, max: 33 }),
  inputs: fc.constantFrom(1, 3, 7, 8, 17, 32),
  outputs: fc.constantFrom(1, 5, 16, 33),
  filter: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
  stride: fc.constantFrom<1 | [number, number] | 2>(1, 2, [3, 1]),
  dilation: fc.constantFrom(1, 2),
  pad: fc.constantFrom<'same' | 'valid' | number>('same', 'valid', 1, 3),
});
type Sizes = typeof sizes extends fc.Arbitrary<infer T> ? T : never;

/** Returns a convolution and the gradients of its image and its filter; undefined if the filter does not fit into the image. */
function everything({ batch, height, width, inputs, outputs, filter, stride, dilation, pad }: Sizes): number[][] | undefined {
  const [h, w] = filter;
  const margin = typeof pad === 'number' ? 2 * pad : 0;
  if (pad !== 'same' && (height + margin <= (h - 1) * dilation || width + margin <= (w - 1) * dilation)) return undefined;
  return tf.tidy(() => {
    const x = normalTensor([batch, height, width, inputs], 'x') as tf.Tensor4D;
    const kernel = normalTensor([h, w, inputs, outputs], 'kernel', 0.2) as tf.Tensor4D;
    const spread = stride === 1 ? dilation : 1;
    const f = (x: tf.Tensor, kernel: tf.Tensor) =>
      tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, pad, 'NHWC', spread, typeof pad === 'number' ? 'floor' : undefined);
    const y = f(x, kernel);
    // TensorFlow.js has no gradient for dilated convolutions.
    if (spread > 1) return [values(y)];
    const [dx, dkernel] = tf.grads((x, kernel) => f(x!, kernel!))([x, kernel], normalTensor(y.shape, 'dy'));
    return [y, dx!, dkernel!].map((tensor) => values(tensor));
  });
}

describe('convolutions', () => {
  const levels = () => (tf.backend() as NativeBackend).addon.levels;
  it('and their gradients are those of the plain backend at every instruction level, for any number of threads', async () => {
    const cases = fc.sample(sizes, { numRuns: 60, seed: 18 });
    await tf.setBackend('cpu');
    const expected = cases.map(everything);
    await tf.setBackend('native');
    expect(levels().length).toBeGreaterThan(0);
    for (const level of levels())
      for (const [i, example] of cases.entries()) {
        configureNative({ level, threads: 1 });
        const alone = everything(example);
        configureNative({ level, threads: 2 });
        expect(everything(example), JSON.stringify(example)).toEqual(alone);
        for (const [n, part] of (alone ?? []).entries())
          expectClose(part, expected[i]![n]!, 3e-5, `${level} ${n} ${JSON.stringify(example)}`);
      }
  }, 120_000);
});

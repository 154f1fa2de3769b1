import '@neural-em/backends';
import { expectClose, normalTensor, values } from '@neural-em/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { capture } from '../index.ts';

beforeAll(async () => {
  await tf.setBackend('native');
});

type Named = Record<string, tf.Tensor>;

describe('passes over a recording', () => {
  it('add up the gradients of a weight in its products, and pack a weight once for all products that read it', () => {
    const w = tf.variable(normalTensor([64, 64], 'w', 0.1));
    const f = (x: tf.Tensor): Named => {
      const loss = () => {
        let h = x as tf.Tensor2D;
        for (let t = 0; t < 4; t++) h = tf.tanh(tf.matMul(h, w as tf.Tensor as tf.Tensor2D));
        return tf.sum(h) as tf.Scalar;
      };
      const { value, grads } = tf.variableGrads(loss, [w]);
      return { value, g: (grads as Named)[w.name]! };
    };
    const recorded = capture(f);
    const x = normalTensor([64, 64], 'x');
    const expected = f(x);
    const found = recorded(x) as Named;
    expectClose(found.g!, expected.g!, 1e-6);
    const steps = recorded.describe()!.steps;
    // Four products of depth 64 were joined into one.
    expect(steps.filter((step) => step.endsWith('joined'))).toEqual(['matmul 1 64 64 256 joined']);
    // One step packs the weight, the other its transpose.
    expect(steps.filter((step) => step === 'pack')).toHaveLength(2);
    w.dispose();
  });

  it('add up the gradients of a filter, and pack a filter once for all convolutions that read it', () => {
    const w = tf.variable(normalTensor([3, 3, 8, 8], 'w', 0.1));
    const f = (x: tf.Tensor): Named => {
      const loss = () => {
        let h = x as tf.Tensor4D;
        for (let t = 0; t < 3; t++) h = tf.tanh(tf.conv2d(h, w as tf.Tensor as tf.Tensor4D, 1, 'same'));
        return tf.sum(h) as tf.Scalar;
      };
      const { value, grads } = tf.variableGrads(loss, [w]);
      return { value, g: (grads as Named)[w.name]! };
    };
    const recorded = capture(f);
    const x = normalTensor([2, 6, 5, 8], 'x');
    const expected = f(x);
    const found = recorded(x) as Named;
    expect([...values(found.g!)]).toEqual([...values(expected.g!)]);
    const steps = recorded.describe()!.steps;
    expect(steps.filter((step) => step.startsWith('convolveFilterGrad') && step.endsWith('added'))).toHaveLength(2);
    // One step packs the filter for the convolution, the other for its gradient.
    expect(steps.filter((step) => step === 'packFilter')).toHaveLength(2);
    w.dispose();
  });

  it('drop what nobody reads', () => {
    const recorded = capture((x) => {
      tf.exp(tf.tan(tf.neg(x)) as tf.Tensor);
      return tf.square(x);
    });
    expect(() => recorded(tf.tensor([2]))).toThrow(/Tan/);
    const second = capture((x) => {
      tf.exp(tf.neg(x));
      return tf.square(x);
    });
    expect([...values(second(tf.tensor([2])) as tf.Tensor)]).toEqual([4]);
    expect(second.describe()!.steps).toEqual(['unary']);
  });
});

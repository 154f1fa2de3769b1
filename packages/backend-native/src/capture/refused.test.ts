import '@neural-em/backends';
import { values } from '@neural-em/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CaptureError, capture } from '../index.ts';

beforeAll(async () => {
  await tf.setBackend('native');
});

describe('what cannot be recorded', () => {
  const refused = (fn: (x: tf.Tensor) => tf.Tensor, message: RegExp) => {
    const before = tf.memory().numTensors;
    const x = tf.tensor([3, 1, 2]);
    expect(() => capture(fn)(x)).toThrow(CaptureError);
    expect(() => capture(fn)(x)).toThrow(message);
    x.dispose();
    expect(tf.memory().numTensors).toBe(before);
    // The backend still computes correctly.
    expect(values(tf.tidy(() => tf.mul(tf.tensor([2]), 3)))[0]).toBe(6);
  };

  it('is named', () => {
    refused((x) => tf.tan(x), /the kernel Tan runs in JavaScript on x float32 \[3\]/);
    refused((x) => tf.gather(x, tf.argMax(x) as tf.Tensor as tf.Tensor1D), /the kernel GatherV2 runs in JavaScript/);
    refused((x) => tf.mul(x, x.dataSync()[0]!), /reads a value/);
    refused((x) => tf.variable(x), /creates a variable/);
  });

  it('leaves variables as they were', () => {
    const v = tf.variable(tf.tensor([1, 2, 3]));
    const fn = (x: tf.Tensor) => {
      v.assign(tf.add(v, x) as typeof v);
      return tf.tan(v as tf.Tensor);
    };
    expect(() => capture(fn)(tf.tensor([1, 1, 1]))).toThrow(/Tan/);
    expect([...values(v)]).toEqual([1, 2, 3]);
    v.dispose();
  });

  it('is an input of another shape, and a call within a gradient or on another backend', async () => {
    const double = capture((x) => tf.mul(x, 2));
    double(tf.tensor([1, 2]));
    expect(() => double(tf.tensor([1, 2, 3]))).toThrow(/input 0 was recorded as float32 \[2\], given float32 \[3\]/);
    const gone = tf.tensor([1, 2]);
    gone.dispose();
    expect(() => double(gone)).toThrow(/input 0 is disposed/);
    const v = tf.variable(tf.tensor([1, 2]));
    const scale = capture((x) => tf.mul(x, v));
    scale(tf.tensor([1, 2]));
    v.dispose();
    expect(() => scale(tf.tensor([1, 2]))).toThrow(/a variable that the function reads is disposed/);
    expect(() => double()).toThrow(/recorded with 1 inputs, called with 0/);
    expect(() => tf.grad((x) => double(x) as tf.Tensor)(tf.tensor([1, 2]))).toThrow(/a recording has no gradient/);
    await tf.setBackend('cpu');
    expect(() => double(tf.tensor([1, 2]))).toThrow(/the backend must be "native"/);
    await tf.setBackend('native');
  });
});

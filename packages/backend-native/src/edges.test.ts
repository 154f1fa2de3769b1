import {
  conv2dTranspose,
  enableProdMode,
  fused,
  grad,
  logSigmoid,
  matMul,
  max,
  mean,
  min,
  ones,
  pow,
  prod,
  setBackend,
  sign,
  sum,
  type Tensor,
  tensor,
  tensor1d,
  where,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { NativeBackendError } from './index.ts';

beforeAll(async () => {
  enableProdMode();
  await setBackend('native');
});

const values = (x: Tensor) => Array.from(x.dataSync());

// The expected values are those of TensorFlow, or those of the tests of TensorFlow.js where these differ (the sign of NaN).
describe('at the edges', () => {
  it('a product of a matrix and a vector is an error that names both inner sizes', () => {
    const [matrix, vector] = [ones([2, 3]), ones([3])];
    const message = /native matMul: takes matrices, given a of shape \[2,3\] \(inner size 3\) and b of shape \[3\] \(inner size none\)/;
    expect(() => matMul(matrix, vector)).toThrow(NativeBackendError);
    expect(() => matMul(matrix, vector)).toThrow(message);
    expect(() => matMul(vector, matrix, true, true)).toThrow(
      /a of shape \[3\] \(inner size none\) and b of shape \[2,3\] \(inner size 3\)/,
    );
    expect(() => fused.matMul({ a: matrix as never, b: vector as never })).toThrow();
  });

  it('a gradient may read a clone that is disposed while its original lives', () => {
    const gradient = values(grad((x) => logSigmoid(x.clone()))(tensor1d([0.5, -1])));
    [0.5, -1].forEach((x, i) => {
      expect(gradient[i]).toBeCloseTo(1 / (1 + Math.exp(x)), 6);
    });
  });

  it('the sign of NaN is 0', () => {
    expect(values(sign(tensor1d([1, Number.NaN, 0, -3])))).toEqual([1, 0, 0, -1]);
  });

  it('powers of 1 are 1, and so are even those of -1 at infinity', () => {
    const base = [1, 1, 1, -1, -1, -1, Number.NaN];
    const exponent = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(values(pow(tensor1d(base), tensor1d([...exponent, Number.NaN, 0])))).toEqual([1, 1, 1, 1, 1, Number.NaN, 1]);
  });

  it('a transposed convolution may be asked for less than its image gives', () => {
    const x = tensor(
      Array.from({ length: 64 }, (_, i) => i),
      [1, 8, 8, 1],
    );
    const y = conv2dTranspose(x as never, ones([1, 1, 1, 1]), [1, 4, 4, 1], 1, 'same');
    expect(values(y)).toEqual([0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27]);
  });

  it('a choice that is broadcast to an empty shape is empty', () => {
    expect(where(zeros([2, 1], 'bool'), zeros([2, 0]), zeros([2, 0])).shape).toEqual([2, 0]);
    expect(where(zeros([0, 1], 'bool'), zeros([1, 3]), zeros([1, 3])).shape).toEqual([0, 3]);
    expect(where(zeros([1], 'bool'), zeros([0]), zeros([1])).shape).toEqual([0]);
  });

  it.each<[name: string, reduce: typeof sum, expected: number]>([
    ['sum', sum, 0],
    ['mean', mean, Number.NaN],
    ['product', prod, 1],
    ['largest', max, Number.NEGATIVE_INFINITY],
    ['smallest', min, Number.POSITIVE_INFINITY],
  ])('the %s of nothing', (_, reduce, expected) => {
    expect(values(reduce(zeros([0])))).toEqual([expected]);
    expect(values(reduce(zeros([2, 0, 2]), 1))).toEqual(new Array(4).fill(expected));
    expect(reduce(zeros([0, 3]), 1).shape).toEqual([0]);
  });
});

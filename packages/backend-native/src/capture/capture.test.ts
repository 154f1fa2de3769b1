import '@neural-em/backends';
import { expectClose, normalTensor, values } from '@neural-em/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { capture, configureNative, nativeStatus } from '../index.ts';

beforeAll(async () => {
  await tf.setBackend('native');
});

type Named = Record<string, tf.Tensor>;

/** Takes one step of gradient descent on a two-layer network: computes loss and gradients, and updates the weights. */
function descent(weights: tf.Variable[]) {
  return (x: tf.Tensor, rate: tf.Tensor): Named => {
    const loss = () => {
      const hidden = tf.tanh(tf.matMul(x as tf.Tensor2D, weights[0] as tf.Tensor as tf.Tensor2D));
      return tf.mean(tf.square(tf.matMul(hidden, weights[1] as tf.Tensor as tf.Tensor2D))) as tf.Scalar;
    };
    const { value, grads } = tf.variableGrads(loss, weights);
    for (const v of weights) v.assign(tf.sub(v, tf.mul(rate, (grads as Named)[v.name]!)));
    return { value, ...Object.fromEntries(weights.map((v, i) => [`g${i}`, (grads as Named)[v.name]!])) };
  };
}
const makeWeights = () => [normalTensor([7, 5], 'a'), normalTensor([5, 3], 'b')].map((x) => tf.variable(x));
const inputsOf = (step: number) => [normalTensor([6, 7], `x ${step}`), tf.scalar(0.1 / step)] as const;

describe('a captured function', () => {
  it('does at every call what the function does, variables included', () => {
    const [own, theirs] = [makeWeights(), makeWeights()];
    const step = capture(descent(own));
    const plain = descent(theirs);
    for (let i = 1; i <= 4; i++) {
      const found = step(...inputsOf(i)) as Named;
      const expected = plain(...inputsOf(i));
      expect(Object.keys(found)).toEqual(Object.keys(expected));
      for (const [name, tensor] of Object.entries(expected)) expectClose(found[name]!, tensor, 1e-6, `${name} of step ${i}`);
      for (const [n, v] of theirs.entries()) expectClose(own[n]!, v, 1e-6, `weight ${n} after step ${i}`);
    }
  });

  it('sees what was assigned between two calls, and leaves inputs, clones and arrays of others alone', () => {
    const array = Float32Array.of(1, 2, 3);
    const v = tf.variable(tf.tensor(array));
    const grow = capture((x) => {
      v.assign(tf.add(v, x) as typeof v);
      return tf.mul(v, 2);
    });
    const given = Float32Array.of(1, 1, 1);
    const x = tf.tensor(given);
    expect(values(grow(x) as tf.Tensor)).toEqual(values(tf.tensor([4, 6, 8])));
    const clone = v.clone();
    expect(values(grow(x) as tf.Tensor)).toEqual(values(tf.tensor([6, 8, 10])));
    expect(values(clone)).toEqual(values(tf.tensor([2, 3, 4])));
    v.assign(tf.tensor([0, 0, 0]));
    expect(values(grow(x) as tf.Tensor)).toEqual(values(tf.tensor([2, 2, 2])));
    expect([...array, ...given]).toEqual([1, 2, 3, 1, 1, 1]);
  });

  it('gives tensors that stay as they are, also where one is an input, a constant or given twice', () => {
    const constant = tf.tensor([5, 6]);
    const f = capture((a, b) => {
      const sum = tf.add(a, b);
      return [a, sum, sum, constant, tf.greater(a, b), b];
    });
    const first = f(tf.tensor([1, 4]), tf.tensor([3, 2])) as tf.Tensor[];
    const second = f(tf.tensor([0, 0]), tf.tensor([1, 1])) as tf.Tensor[];
    expect(first.map((t) => [...t.dataSync()])).toEqual([
      [1, 4],
      [4, 6],
      [4, 6],
      [5, 6],
      [0, 1],
      [3, 2],
    ]);
    expect(second.map((t) => [...t.dataSync()])).toEqual([
      [0, 0],
      [1, 1],
      [1, 1],
      [5, 6],
      [0, 0],
      [1, 1],
    ]);
  });

  it('keeps two variables apart that swap or began with one tensor', () => {
    const start = tf.tensor([1, 2]);
    const [a, b] = [tf.variable(start), tf.variable(start)];
    const turn = capture((x) => {
      const before = a.clone();
      a.assign(tf.add(b, x) as typeof a);
      b.assign(before as typeof b);
      return tf.sub(a, b);
    });
    const zero = tf.tensor([10, 10]);
    turn(zero);
    expect([values(a), values(b)].map((v) => [...v])).toEqual([
      [11, 12],
      [1, 2],
    ]);
    turn(tf.tensor([0, 0]));
    expect([values(a), values(b)].map((v) => [...v])).toEqual([
      [1, 2],
      [11, 12],
    ]);
  });

  it('runs operations of every family', () => {
    const f = (x: tf.Tensor, image: tf.Tensor): tf.Tensor[] => [
      tf.concat([x, tf.zerosLike(x), tf.slice(x, [0, 1], [4, 2])], 1),
      tf.addN([x, x, tf.relu(x)]),
      tf.where(tf.less(x, 0.2), x, tf.onesLike(x)),
      tf.softmax(tf.transpose(x)),
      tf.pad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        3,
      ),
      tf.max(tf.cast(tf.greater(x, 0), 'float32'), 1),
      tf.image.resizeNearestNeighbor(image as tf.Tensor4D, [6, 6]),
      tf.conv2d(image as tf.Tensor4D, tf.ones([2, 2, 2, 3]), 1, 'same'),
      tf.stack(tf.split(x, 2, 0)),
      tf.tile(x, [2, 1]),
    ];
    const recorded = capture(f);
    for (let i = 0; i < 2; i++) {
      const inputs = [normalTensor([4, 3], `x ${i}`), normalTensor([1, 3, 3, 2], `image ${i}`)] as const;
      for (const [n, expected] of f(...inputs).entries())
        expectClose((recorded(...inputs) as tf.Tensor[])[n]!, expected, 1e-6, `result ${n}`);
    }
  });

  it('keeps tensors and memory flat', () => {
    const step = capture(descent(makeWeights()));
    const inputs = inputsOf(1);
    tf.dispose(step(...inputs));
    const before = tf.memory();
    for (let i = 0; i < 50; i++) tf.dispose(step(...inputs));
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  it('gives the same bits for any number of threads', () => {
    const status = nativeStatus();
    const step = capture((x, w) => tf.matMul(tf.tanh(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D)), w as tf.Tensor2D, false, true));
    const inputs = [normalTensor([130, 90], 'x'), normalTensor([90, 70], 'w')] as const;
    const results = [1, 2, 5].map((threads) => {
      configureNative({ threads });
      return values(step(...inputs) as tf.Tensor);
    });
    if (status.available) configureNative(status.settings);
    for (const found of results) expect(found).toEqual(results[0]);
  });
});

describe('operations of image and sequence models', () => {
  const image = [2, 8, 6, 3];
  const mean = () => normalTensor([3], 'mean') as tf.Tensor1D;
  const variance = () => tf.square(normalTensor([3], 'variance')) as tf.Tensor1D;
  const four = (x: tf.Tensor) => x as tf.Tensor4D;
  it.each<[string, number[], (x: tf.Tensor) => tf.Tensor]>([
    ['maximum pools', image, (x) => tf.maxPool(four(x), 2, 2, 'same')],
    ['average pools', image, (x) => tf.avgPool(four(x), 3, 1, 'valid')],
    ['depthwise convolutions', image, (x) => tf.depthwiseConv2d(four(x), normalTensor([3, 3, 3, 1], 'filter') as tf.Tensor4D, 1, 'same')],
    ['batch norm', image, (x) => tf.batchNorm(four(x), mean(), variance(), mean(), variance(), 0.01)],
    ['running sums', [4, 7], (x) => tf.cumsum(tf.reverse(x, 1), 1)],
    ['log-softmax', [4, 7], (x) => tf.logSoftmax(x)],
  ])('%s are recorded, with their gradients', (_, shape, f) => {
    const [a, b] = [normalTensor(shape, 'a'), normalTensor(shape, 'b')];
    const both = (x: tf.Tensor) => [f(x), tf.grad((x) => tf.sum(tf.square(f(x))))(x)];
    const recorded = capture(both);
    recorded(b);
    const found = recorded(a) as tf.Tensor[];
    for (const [i, expected] of both(a).entries()) expect([...values(found[i]!)]).toEqual([...values(expected)]);
  });

  it('results may be whole numbers, too', () => {
    const places = (x: tf.Tensor) => ({ largest: tf.argMax(x, 0), first: tf.topk(x as tf.Tensor2D, 2).indices });
    const recorded = capture(places);
    recorded(normalTensor([3, 5], 'b'));
    const x = normalTensor([3, 5], 'a');
    const [found, expected] = [recorded(x) as Named, places(x)];
    expect(found.largest!.dtype).toBe('int32');
    expect([...values(found.largest!)]).toEqual([...values(expected.largest)]);
    expect([...values(found.first!)]).toEqual([...values(expected.first)]);
  });
});

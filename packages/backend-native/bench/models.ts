/** Four kinds of models on plain TensorFlow.js operations, small enough for one core, with random inputs and labels. */
import * as tf from '@tensorflow/tfjs-core';

/** Makes each weight at its first use, on the current backend, with the same values on every backend. */
export interface Weights {
  get(name: string, shape: number[], fill?: number): tf.Variable;
  readonly all: tf.Variable[];
}

function fresh(): Weights {
  const made = new Map<string, tf.Variable>();
  return {
    get all() {
      return [...made.values()];
    },
    get(name, shape, fill) {
      const known = made.get(name);
      if (known) return known;
      const spread = Math.sqrt(2 / shape.slice(0, -1).reduce((a, b) => a * b, 1));
      const start = () => (fill === undefined ? tf.truncatedNormal(shape, 0, spread, 'float32', made.size + 1) : tf.fill(shape, fill));
      const weight = tf.tidy(() => tf.variable(start()));
      made.set(name, weight);
      return weight;
    },
  };
}

/** Computes the logits [batch, classes] of a model from its input. */
type Forward = (weights: Weights, x: tf.Tensor, training: boolean) => tf.Tensor2D;

export interface Model {
  readonly name: string;
  readonly input: () => tf.Tensor;
  readonly classes: number;
  readonly forward: Forward;
}

const four = (x: tf.Tensor) => x as tf.Tensor4D;

function dense(w: Weights, name: string, x: tf.Tensor, units: number, activation: 'linear' | 'relu' = 'linear'): tf.Tensor {
  const kernel = w.get(`${name}/kernel`, [x.shape.at(-1)!, units]);
  const flat = tf.reshape(x, [-1, x.shape.at(-1)!]) as tf.Tensor2D;
  const y = tf.fused.matMul({ a: flat, b: kernel as tf.Tensor as tf.Tensor2D, bias: w.get(`${name}/bias`, [units], 0), activation });
  return tf.reshape(y, [...x.shape.slice(0, -1), units]);
}

function batchNorm(w: Weights, name: string, x: tf.Tensor, training: boolean): tf.Tensor {
  const channels = x.shape.at(-1)!;
  const [scale, offset] = [w.get(`${name}/scale`, [channels], 1), w.get(`${name}/offset`, [channels], 0)] as [tf.Tensor1D, tf.Tensor1D];
  const moments = training ? tf.moments(x, [0, 1, 2]) : { mean: tf.zeros([channels]), variance: tf.ones([channels]) };
  return tf.batchNorm(four(x), moments.mean as tf.Tensor1D, moments.variance as tf.Tensor1D, offset, scale, 1e-3);
}

function conv(w: Weights, name: string, x: tf.Tensor, size: number, filters: number, stride: number, training: boolean): tf.Tensor {
  const filter = w.get(`${name}/filter`, [size, size, x.shape.at(-1)!, filters]) as tf.Tensor as tf.Tensor4D;
  return batchNorm(w, `${name}/norm`, tf.conv2d(four(x), filter, stride, 'same'), training);
}

const mobileNet: Forward = (w, x, training) => {
  const separable = (from: tf.Tensor, filters: number, stride: number, i: number) => {
    const filter = w.get(`depthwise${i}`, [3, 3, from.shape.at(-1)!, 1]) as tf.Tensor as tf.Tensor4D;
    const each = tf.relu6(batchNorm(w, `depthwise${i}/norm`, tf.depthwiseConv2d(four(from), filter, stride, 'same'), training));
    return tf.relu6(conv(w, `pointwise${i}`, each, 1, filters, 1, training));
  };
  const layers: [filters: number, stride: number][] = [[64, 1], [128, 2], [128, 1], [256, 2], [256, 1], [512, 2], [512, 1], [512, 1]]; // biome-ignore format: pairs side by side
  const start = tf.relu6(conv(w, 'stem', x, 3, 32, 2, training));
  const top = layers.reduce<tf.Tensor>((y, [filters, stride], i) => separable(y, filters, stride, i), start);
  return dense(w, 'head', tf.mean(top, [1, 2]), 100) as tf.Tensor2D;
};

const resNet: Forward = (w, x, training) => {
  const block = (from: tf.Tensor, filters: number, stride: number, i: number) => {
    const inner = tf.relu(conv(w, `block${i}/a`, from, 3, filters, stride, training));
    const outer = conv(w, `block${i}/b`, inner, 3, filters, 1, training);
    const same = stride === 1 && from.shape.at(-1) === filters;
    return tf.relu(tf.add(outer, same ? from : conv(w, `block${i}/skip`, from, 1, filters, stride, training)));
  };
  const start = tf.maxPool(four(tf.relu(conv(w, 'stem', x, 3, 32, 1, training))), 3, 2, 'same');
  const top = [32, 32, 64, 128].reduce<tf.Tensor>((y, filters, i) => block(y, filters, i < 2 ? 1 : 2, i), start);
  return dense(w, 'head', tf.mean(top, [1, 2]), 10) as tf.Tensor2D;
};

const units = 128;
const lstm: Forward = (w, x) => {
  const [batch, , features] = x.shape as [number, number, number];
  const kernel = w.get('kernel', [features + units, 4 * units]) as tf.Tensor as tf.Tensor2D;
  const bias = w.get('bias', [4 * units], 0) as tf.Tensor as tf.Tensor1D;
  let [c, h] = [tf.zeros([batch, units]) as tf.Tensor2D, tf.zeros([batch, units]) as tf.Tensor2D];
  for (const step of tf.unstack(x, 1)) [c, h] = tf.basicLSTMCell(tf.scalar(1), kernel, bias, step as tf.Tensor2D, c, h);
  return dense(w, 'head', h, 10) as tf.Tensor2D;
};

const [width, heads, vocabulary] = [128, 4, 1000];
const transformer: Forward = (w, tokens) => {
  const [batch, length] = tokens.shape as [number, number];
  const layerNorm = (name: string, x: tf.Tensor) => {
    const { mean, variance } = tf.moments(x, -1, true);
    const scaled = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
    return tf.add(tf.mul(scaled, w.get(`${name}/scale`, [width], 1)), w.get(`${name}/offset`, [width], 0));
  };
  const split = (x: tf.Tensor) => tf.transpose(tf.reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
  const embedded = tf.gather(w.get('embedding', [vocabulary, width]), tokens as tf.Tensor2D);
  const x = tf.add(embedded, w.get('positions', [length, width]));
  const normed = layerNorm('norm1', x);
  const [query, key, value] = ['query', 'key', 'value'].map((name) => split(dense(w, name, normed, width))) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const attention = tf.softmax(tf.mul(tf.matMul(query, key, false, true), Math.sqrt(heads / width)));
  const mixed = tf.reshape(tf.transpose(tf.matMul(attention, value), [0, 2, 1, 3]), [batch, length, width]);
  const y = tf.add(x, dense(w, 'mix', mixed, width));
  const z = tf.add(y, dense(w, 'narrow', dense(w, 'widen', layerNorm('norm2', y), 4 * width, 'relu'), width));
  return dense(w, 'head', tf.mean(z, 1), 10) as tf.Tensor2D;
};

const image = (size: number, batch: number) => () => tf.randomNormal([batch, size, size, 3], 0, 1, 'float32', 1);

export const models: Model[] = [
  { name: 'MobileNet-like, 8 × 64 × 64 × 3', input: image(64, 8), classes: 100, forward: mobileNet },
  { name: 'small ResNet, 16 × 32 × 32 × 3', input: image(32, 16), classes: 10, forward: resNet },
  { name: 'LSTM, 32 × 20 × 64, 128 units', input: () => tf.randomNormal([32, 20, 64], 0, 1, 'float32', 1), classes: 10, forward: lstm },
  {
    name: 'transformer block, 8 × 64, width 128',
    input: () => tf.cast(tf.floor(tf.randomUniform([8, 64], 0, vocabulary, 'float32', 1)), 'int32'),
    classes: 10,
    forward: transformer,
  },
];

export const tasks = ['predict', 'train'] as const;

/** Returns a function that makes one prediction, or one training step with Adam, on the current backend, and reads a number of the result. */
export function prepare({ input, classes, forward }: Model, task: (typeof tasks)[number]): () => number {
  const weights = fresh();
  const x = tf.tidy(input);
  if (task === 'predict') return () => tf.tidy(() => tf.softmax(forward(weights, x, false)).dataSync()[0]!);
  const labels = tf.tidy(() => {
    const chosen = Array.from({ length: x.shape[0]! }, (_, i) => i % classes);
    return tf.cast(tf.oneHot(tf.tensor1d(chosen, 'int32'), classes), 'float32');
  });
  tf.tidy(() => forward(weights, x, true)); // makes the weights
  const optimizer = tf.train.adam(1e-3);
  return () =>
    tf.tidy(() => {
      const loss = () => tf.losses.softmaxCrossEntropy(labels, forward(weights, x, true)) as tf.Scalar;
      return optimizer.minimize(loss, true, weights.all)!.dataSync()[0]!;
    });
}

import '@neural-em/backends';
import {
  type Activation,
  bernoulli,
  elu,
  emLoss,
  gaussian,
  linear,
  maskedResidual,
  type Params,
  relu,
  responsibilities,
  sigmoid,
  softmaxOverComponents,
  softplus,
  tanh,
  variables,
} from '@neural-em/core';
import { conv2d, conv2dTranspose, dense, type Layer, layerNorm, outputNormRnn, rnn, upsampleConv } from '@neural-em/networks';
import { expectClose, normalTensor, uniformTensor, values } from '@neural-em/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { configureNative, nativeStatus } from '../index.ts';

const before = nativeStatus();
afterAll(() => {
  if (before.available) configureNative(before.settings);
});

/** A function of tensors to test, with its gradients with respect to all of them and to `params`. */
interface Case {
  readonly inputs: tf.Tensor[];
  readonly params?: Params;
  readonly f: (...inputs: tf.Tensor[]) => tf.Tensor;
}

/** Returns value and gradients, along a fixed random direction. */
function results({ inputs, params = {}, f }: Case): number[][] {
  return tf.tidy(() => {
    const weights = variables(params);
    const points = inputs.map((x) => tf.variable(x));
    const value = f(...points);
    const probe = normalTensor(value.shape, 'probe');
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(probe, f(...points))), [...points, ...weights]);
    const found = [value, ...[...points, ...weights].map((v) => (grads as tf.NamedTensorMap)[v.name]!)].map((x) => values(x));
    for (const point of points) point.dispose();
    return found;
  });
}

const levels = before.available ? before.levels : [];

/** Compares with the composition on the plain backend, which takes longest and so is computed once, at every level. */
async function expectSame(kernel: string, build: () => Case): Promise<void> {
  await tf.setBackend('cpu');
  const expected = results(build());
  await tf.setBackend('native');
  const made = build();
  for (const level of levels) {
    configureNative({ level });
    if (level === levels[0]) {
      const { kernelNames } = await tf.profile(() => void results(made));
      expect(kernelNames).toContain(kernel);
    }
    for (const [i, found] of results(made).entries()) {
      // A sum may be close to 0. The probe has size 1, so an error is compared with a scale of at least 1.
      expectClose([...found, 1], [...expected[i]!, 1], 2e-5, `${kernel} at ${level}: ${i === 0 ? 'value' : `gradient ${i}`}`);
    }
  }
}

const size = fc.integer({ min: 1, max: 9 });
const wide = fc.oneof(size, fc.integer({ min: 10, max: 70 }));
const seed = fc.integer();
const activation = fc.constantFrom<Activation>(linear, relu, elu, sigmoid, tanh, softplus);
const pixels = fc.oneof(
  fc.constantFrom(0, 0.3).map((prior) => bernoulli({ prior })),
  fc.constantFrom(0.5, 1).map((sigma) => gaussian({ sigma, priorMean: 0.2 })),
);

const layerCase = (layer: Layer, x: number[], key: number): Case => ({
  inputs: [normalTensor(x, `x ${key}`)],
  params: layer.params,
  f: (input) => layer.apply(input!),
});

/** Returns gamma, x and eta of B images, K components and D pixels. */
const mixture = (B: number, K: number, D: number, key: number) => {
  const gamma = softmaxOverComponents(normalTensor([B, K, D, 1], `gamma ${key}`));
  return [gamma, uniformTensor([B, 1, D, 1], `x ${key}`), normalTensor([B, K, D, 1], `eta ${key}`, 3)];
};

const layers: [kernel: string, arbitrary: fc.Arbitrary<() => Case>][] = [
  [
    'DenseActivation',
    fc.tuple(wide, wide, wide, activation, fc.boolean(), seed).map(
      ([N, inputs, outputs, act, bias, key]) =>
        () =>
          layerCase(dense({ inputs, outputs, activation: act, bias, seed: key }), [N, inputs], key),
    ),
  ],
  [
    'RecurrentDense',
    fc.tuple(wide, wide, wide, activation, seed).map(([N, inputs, M, act, key]) => () => {
      const cell = rnn({ inputs, size: M, activation: act, seed: key });
      const tensors = [normalTensor([N, M], `h ${key}`), normalTensor([N, inputs], `x ${key}`)];
      return { inputs: tensors, params: cell.params, f: (h, x) => cell.step(h!, x!).output };
    }),
  ],
  [
    'LayerNormActivation',
    fc.tuple(size, fc.option(fc.tuple(size, size)), wide, activation, seed).map(
      ([N, image, channels, act, key]) =>
        () =>
          layerCase(layerNorm({ channels: channels + 7, activation: act }), [N, ...(image ?? []), channels + 7], key),
    ),
  ],
  [
    'Conv2DBias',
    fc.tuple(size, size, size, size, size, fc.integer({ min: 1, max: 3 }), seed).map(
      ([N, H, W, inputs, outputs, stride, key]) =>
        () =>
          layerCase(conv2d({ inputs, outputs, stride, seed: key }), [N, H, W, inputs], key),
    ),
  ],
  [
    'Conv2DTransposeBias',
    fc.tuple(size, size, size, size, size, fc.integer({ min: 1, max: 3 }), seed).map(
      ([N, H, W, inputs, outputs, stride, key]) =>
        () =>
          layerCase(conv2dTranspose({ inputs, outputs, stride, seed: key }), [N, H, W, inputs], key),
    ),
  ],
  [
    'Conv2DTransposeBias',
    fc.tuple(size, size, size, size, size, seed).map(
      ([N, H, W, inputs, outputs, key]) =>
        () =>
          layerCase(upsampleConv({ inputs, outputs, seed: key }), [N, H, W, inputs], key),
    ),
  ],
];

const pixelSteps = ['Residual', 'EStep', 'floored EStep', 'Loss', 'lit Loss', 'shared Loss'] as const;

const bitsOf = (lists: number[][]) => Buffer.from(Float32Array.from(lists.flat()).buffer);

describe.skipIf(levels.length === 0)(`fused kernels on ${levels.join(', ')}`, () => {
  it.each(layers)('%s is its composition, value and gradients', async (kernel, arbitrary) => {
    await fc.assert(
      fc.asyncProperty(arbitrary, (build) => expectSame(kernel, build)),
      { numRuns: 40 },
    );
  });

  it.each(pixelSteps)('%s is its composition, value and gradients', async (step) => {
    const property = fc.asyncProperty(fc.tuple(size, size, wide, pixels, seed), async ([B, K, D, distribution, key]) => {
      const steps: Record<(typeof pixelSteps)[number], (gamma: tf.Tensor, x: tf.Tensor, eta: tf.Tensor) => tf.Tensor> = {
        Residual: (gamma, x, eta) => maskedResidual(distribution, gamma, x, eta),
        EStep: (gamma, x, eta) => tf.mul(gamma, responsibilities(distribution, x, eta, { temperature: 0.7 })),
        'floored EStep': (gamma, x, eta) => tf.mul(gamma, responsibilities(distribution, x, eta, { temperature: 0.7, floor: 0.02 })),
        Loss: (gamma, x, eta) => emLoss(distribution, x, { eta, gamma }, { interWeight: 0.6 }).total,
        'lit Loss': (gamma, x, eta) => emLoss(distribution, x, { eta, gamma }, { interWeight: 0.6, litInterWeight: 0.3 }).total,
        'shared Loss': (gamma, x, eta) => emLoss(distribution, x, { eta, gamma }, { litInterWeight: 0.8, litSharePower: 3 }).total,
      };
      await expectSame(distribution.kernels!.prefix + step.replace(/^.* /, ''), () => ({
        inputs: mixture(B, K, D, key),
        f: (gamma, x, eta) => steps[step](gamma!, x!, eta!),
      }));
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it.each(levels)('are the same bits for any number of threads: %s', async (level) => {
    await tf.setBackend('native');
    const shapes: Case[] = [
      layerCase(layerNorm({ channels: 33, activation: elu }), [40, 7, 7, 33], 1),
      layerCase(dense({ inputs: 300, outputs: 201, activation: sigmoid, seed: 1 }), [200, 300], 2),
      layerCase(conv2d({ inputs: 1, outputs: 32, stride: 2, seed: 1 }), [20, 28, 28, 1], 3),
      layerCase(upsampleConv({ inputs: 32, outputs: 1, seed: 1 }), [25, 14, 14, 32], 4),
      { inputs: mixture(40, 3, 784, 5), f: (g, x, eta) => emLoss(bernoulli(), x!, { gamma: g!, eta: eta! }).total },
      { inputs: mixture(40, 3, 784, 6), f: (_, x, eta) => tf.mul(_!, responsibilities(bernoulli(), x!, eta!)) },
    ];
    for (const shape of shapes) {
      configureNative({ threads: 1, level });
      const alone = results(shape);
      for (const threads of [2, 3, 8]) {
        configureNative({ threads });
        expect(bitsOf(results(shape)).equals(bitsOf(alone))).toBe(true);
      }
    }
  });
});

describe('fused operations', () => {
  it('differentiate twice as the compositions do', async () => {
    const layer = dense({ inputs: 4, outputs: 3, activation: sigmoid, seed: 'twice' });
    const cell = outputNormRnn({ inputs: 4, size: 3, seed: 'twice' });
    const norm = layerNorm({ channels: 4, activation: elu });
    const step = (x: tf.Tensor) => cell.step(tf.zeros([2, 3]), x).output;
    const residual = (x: tf.Tensor) =>
      maskedResidual(bernoulli(), tf.fill([2, 1, 4, 1], 0.5), tf.zeros([2, 1, 4, 1]), tf.reshape(x, [2, 1, 4, 1]));
    for (const f of [layer.apply, step, norm.apply, residual]) {
      const slope = tf.grad((x: tf.Tensor) => tf.sum(tf.square(f(x))));
      const second = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(slope(x), normalTensor([2, 4], 'direction'))));
      await tf.setBackend('cpu');
      const expected = values(second(normalTensor([2, 4], 'x')));
      await tf.setBackend('native');
      expectClose(second(normalTensor([2, 4], 'x')), expected, 1e-4);
    }
  });

  it('leave no tensors behind', async () => {
    await tf.setBackend('native');
    const made = layerCase(layerNorm({ channels: 3, activation: elu }), [2, 4, 4, 3], 1);
    results(made);
    const tensors = tf.memory().numTensors;
    results(made);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('name operation, argument, expected and given where shapes do not fit', async () => {
    await tf.setBackend('native');
    const run = (name: string, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap) => () => tf.engine().runKernel(name, inputs, attrs);
    const attrs = { activation: 'linear', epsilon: 1e-6 };
    expect(run('DenseActivation', { x: tf.zeros([2, 3]), kernel: tf.zeros([4, 5]) }, attrs)).toThrow(
      /DenseActivation: kernel must have shape \[3,5\], given \[4,5\]/,
    );
    expect(run('LayerNormActivation', { x: tf.zeros([2, 3]), gain: tf.zeros([2]), bias: tf.zeros([3]) }, attrs)).toThrow(
      /LayerNormActivation: .*gain: expected 3 elements, given 2/,
    );
  });
});

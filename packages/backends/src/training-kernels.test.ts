import { readFileSync } from 'node:fs';
import { bernoulli, type EmModel, gaussian, nem, rnnEm } from '@neural-em/core';
import { flyingMnistRnnEm, flyingShapesRnnEm, staticShapesNem, staticShapesRnnEm } from '@neural-em/networks';
import { adam, bitFlip, createTrainStep } from '@neural-em/trainers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend, trackKernels, trainingKernels } from './index.ts';

// Made by scripts/list-tfjs-node-kernels.mjs from the published packages.
const tfjsNode: { packages: string[]; kernels: string[] } = JSON.parse(
  readFileSync(new URL('./golden/tfjs-node-kernels.json', import.meta.url), 'utf8'),
);

/** One training step, noise and Adam included, on two blank images. */
function emStep<S extends tf.TensorContainer>(model: EmModel<S>, side = 28): () => unknown {
  const step = createTrainStep(model, { optimizer: adam(), components: 2, seed: 0, emSteps: 2, noise: bitFlip(0.1), clipNorm: 1 });
  const batch = { shape: [1, 2, side, side, 1], frames: new Float32Array(2 * side ** 2), groups: new Uint8Array(2 * side ** 2) } as const;
  return () => step.run(batch, 1);
}

/** One training step of a convolutional autoencoder with layer normalisation. */
function convolutionalStep(): void {
  const ones = <R extends tf.Rank>(shape: tf.ShapeMap[R]) => tf.variable(tf.ones<R>(shape));
  const images = tf.ones<tf.Rank.R4>([2, 8, 8, 1]);
  const [down, gain, hidden, up] = [ones<tf.Rank.R4>([4, 4, 1, 2]), ones([2]), ones<tf.Rank.R2>([32, 32]), ones<tf.Rank.R4>([4, 4, 2, 1])];
  tf.train.adam().minimize(() => {
    const features = tf.conv2d(images, down, 2, 'same');
    const { mean, variance } = tf.moments(features, [1, 2, 3], true);
    const normal = tf.mul(tf.sub(features, mean), tf.rsqrt(tf.add(variance, 1e-5)));
    const code = tf.matMul(tf.reshape(tf.elu(tf.add(tf.mul(normal, gain), gain)), [2, 32]), hidden);
    const small = tf.reshape<tf.Rank.R4>(tf.relu(code), [2, 4, 4, 2]);
    return tf.mean(tf.square(tf.sigmoid(tf.conv2d(tf.image.resizeNearestNeighbor(small, [8, 8]), up, 1, 'same'))));
  });
}

/** Sizes of the video networks that keep a step short. */
const small = { imageShape: [28, 28, 1], dense: 6, thetaSize: 5, seed: 0 } as const;

const steps: Record<string, () => () => unknown> = {
  'N-EM, Bernoulli': () => emStep(nem({ pixels: bernoulli(), ...staticShapesNem({ seed: 0 }) })),
  'N-EM, Gaussian': () => emStep(nem({ pixels: gaussian(), ...staticShapesNem({ seed: 0 }) })),
  'RNN-EM, Bernoulli': () => emStep(rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ seed: 0 }) })),
  'RNN-EM, Gaussian': () => emStep(rnnEm({ pixels: gaussian(), ...staticShapesRnnEm({ seed: 0 }) })),
  'flying shapes': () => emStep(rnnEm({ pixels: bernoulli(), ...flyingShapesRnnEm({ ...small, channels: [2, 3] }) })),
  'flying MNIST': () =>
    emStep(rnnEm({ pixels: gaussian(), ...flyingMnistRnnEm({ ...small, imageShape: [24, 24, 1], channels: [2, 3, 4] }) }), 24),
  'convolutional autoencoder': () => convolutionalStep,
};

beforeAll(() => chooseBackend({ name: 'cpu' }));

test.each(Object.keys(steps))('tfjs-node and tfjs-node-gpu have every kernel that a training step dispatches: %s', async (name) => {
  const kernels = await trackKernels(steps[name]!());
  expect(kernels).toEqual(expect.arrayContaining(['Add', 'BatchMatMul', 'Multiply', 'Sqrt', 'Sub']));
  expect(kernels.filter((kernel) => !tfjsNode.kernels.includes(kernel))).toEqual([]);
  expect(kernels.filter((kernel) => !trainingKernels.includes(kernel))).toEqual([]);
});

test('tfjs-node and tfjs-node-gpu have the training kernels, and lack some that the cpu backend has', () => {
  expect(tfjsNode.packages).toEqual(['@tensorflow/tfjs-node@4.22.0', '@tensorflow/tfjs-node-gpu@4.22.0']);
  expect(trainingKernels.filter((kernel) => !tfjsNode.kernels.includes(kernel))).toEqual([]);
  const cpu = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);
  expect(cpu.filter((kernel) => !tfjsNode.kernels.includes(kernel))).toEqual(expect.arrayContaining(['DenseBincount', 'Transform']));
});

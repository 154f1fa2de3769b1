import '@neural-em/backends';
import { variables } from '@neural-em/core';
import { convEncoder } from '@neural-em/networks';
import { expectClose, normalTensor, values } from '@neural-em/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { capture, configureNative, nativeStatus } from '../index.ts';

beforeAll(async () => {
  await tf.setBackend('native');
});

/** Captures a sum of squares of an encoder's results and its gradients, with the images as the input. */
function encoding() {
  const encoder = convEncoder({ imageShape: [16, 16, 2], channels: [32, 16], dense: 8, seed: 1 });
  const weights = variables(encoder.params);
  const f = (x: tf.Tensor) => {
    const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(encoder.apply(x))) as tf.Scalar, weights);
    return { value, ...(grads as Record<string, tf.Tensor>) };
  };
  return { f, recorded: capture(f) };
}

describe('layers of images in a recording', () => {
  it('run on some of the images at a time, with the results and gradients of all at once', () => {
    const { f, recorded } = encoding();
    // The first result has 8 KB for each image, so 32 run at a time, and 4 remain.
    const x = normalTensor([100, 512], 'x');
    const expected = f(x);
    const found = recorded(x) as Record<string, tf.Tensor>;
    for (const [name, tensor] of Object.entries(expected)) {
      const scale = Math.max(...values(tensor).map(Math.abs));
      expectClose(tf.div(found[name]!, scale), tf.div(tensor, scale), 2e-6, name);
    }
    const { steps } = recorded.describe()!;
    for (const name of ['convolve', 'layerNorm', 'layerNormGrad', 'convolveFilterGrad', 'convolveInputGrad'])
      expect(
        steps.some((step) => step.startsWith(`${name} `) && step.endsWith(' by 32')),
        name,
      ).toBe(true);
    // The gradient of an activation counts pixels: 32 images of 4×4 and of 8×8.
    expect(steps).toEqual(expect.arrayContaining(['activationGrad by 512', 'activationGrad by 2048']));
  });

  it('give the same bits for any number of threads, and when they run again', () => {
    const status = nativeStatus();
    const { recorded } = encoding();
    const x = normalTensor([100, 512], 'x');
    const results = [1, 2, 5, 5].map((threads) => {
      configureNative({ threads });
      return Object.values(recorded(x) as Record<string, tf.Tensor>).map((tensor) => values(tensor));
    });
    if (status.available) configureNative(status.settings);
    for (const found of results) expect(found).toEqual(results[0]);
  });

  it('run all at once where the images are few, because then they are in the cache anyway', () => {
    const { recorded } = encoding();
    recorded(normalTensor([20, 512], 'x'));
    expect(recorded.describe()!.steps.filter((step) => / by \d+$/.test(step))).toEqual([]);
  });
});

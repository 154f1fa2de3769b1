import '@neural-em/backends';
import { bernoulli, rnnEm } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { staticShapesRnnEm } from '@neural-em/networks';
import { expectClose, expectFlatMemory, normalTensor, values } from '@neural-em/testing';
import { adam, bitFlip, createTrainStep } from '@neural-em/trainers';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { NativeBackend } from '../backend.ts';
import '../index.ts';

describe('training by fused operations', () => {
  it('updates by Adam as the composition does, and leaves the values of others alone', async () => {
    const start = () => [normalTensor([33, 7], 'a'), normalTensor([5], 'b')];
    const updated = () => {
      const weights = start().map((x) => tf.variable(x));
      const clones = weights.map((v) => v.clone());
      const optimizer = adam({ learningRate: 0.1 })(weights);
      for (let update = 1; update <= 5; update++)
        tf.tidy(() =>
          optimizer.apply(
            weights.map((v) => tf.sin(tf.mul(v, update))),
            update,
          ),
        );
      return [...weights, ...Object.values(optimizer.slots), ...clones].map((x) => values(x));
    };
    await tf.setBackend('cpu');
    const expected = updated();
    await tf.setBackend('native');
    for (const [i, found] of updated().entries()) expectClose(found, expected[i]!, 1e-5, `result ${i}`);
    const own = new Float32Array([1, 2, 3]);
    const variable = tf.variable(tf.tensor(own));
    adam()([variable]).apply([tf.ones([3])], 1);
    expect([...own]).toEqual([1, 2, 3]);
    expect(values(variable)[0]).toBeLessThan(1);
  });

  it('keeps tensors, pool and resident memory flat over a thousand training steps', async () => {
    await tf.setBackend('native');
    const model = rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ etaShape: [16, 1], thetaSize: 5, seed: 'flat' }) });
    const step = createTrainStep(model, { components: 3, emSteps: 3, noise: bitFlip(0.1), seed: 'flat', optimizer: adam() });
    const frames = Float32Array.from({ length: 32 }, (_, i) => (i % 3) & 1);
    const batch: Batch = { shape: [1, 2, 4, 4, 1], frames, groups: new Uint8Array(32) };
    let update = 0;
    const bytes = () => (tf.backend() as NativeBackend).pool.bytes();
    await expectFlatMemory(() => step.run(batch, ++update), bytes);
  });
});

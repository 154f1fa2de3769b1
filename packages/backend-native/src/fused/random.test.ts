import '@neural-em/backends';
import { initialGamma } from '@neural-em/core';
import { createRandom } from '@neural-em/random';
import { values } from '@neural-em/testing';
import { bitFlip } from '@neural-em/trainers';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { capture } from '../index.ts';

async function onBoth<T>(draw: () => T): Promise<{ cpu: T; native: T; kernels: string[] }> {
  await tf.setBackend('cpu');
  const cpu = draw();
  await tf.setBackend('native');
  let native = draw();
  const { kernelNames } = await tf.profile(() => {
    native = draw();
  });
  return { cpu, native, kernels: kernelNames };
}

describe('random numbers of the addon are those of @neural-em/random, bit for bit', () => {
  it.each([
    [7, 4, 50, 1],
    [64, 3, 784, 'text'],
    [2, 2, 9, 5],
  ])('initial responsibilities of %i images, %i components, %i pixels', async (images, components, pixels, seed) => {
    const { cpu, native, kernels } = await onBoth(() => values(initialGamma({ images, components, pixels, seed })));
    expect(kernels).toContain('InitialGamma');
    expect(native).toEqual(cpu);
  });

  it.each([0, 0.02, 0.1, 0.5, 1])('bits flipped with probability %s', async (probability) => {
    const x = Float32Array.from({ length: 3000 }, (_, i) => (i % 3) / 2);
    const noise = bitFlip(probability);
    const random = createRandom(3, 'flips', probability);
    const expected = Array.from({ length: 4 }, () => {
      const copy = x.slice();
      noise.corrupt(copy, random);
      return [...copy];
    });
    await tf.setBackend('native');
    const { name, attrs } = noise.kernel!;
    const words = [...createRandom(3, 'flips', probability).words];
    const found = tf.engine().runKernel(name, { x: tf.tensor(x) }, { ...attrs, words, steps: 4 }) as tf.Tensor[];
    expect(found.map((frame) => [...frame.dataSync()])).toEqual(expected);
  });

  it('bits of a sequence, a frame after the other', async () => {
    const x = Float32Array.from({ length: 3000 }, (_, i) => ((i * 7919) % 97 < 30 ? 1 : 0));
    const noise = bitFlip(0.2);
    const random = createRandom(3, 'sequence');
    const expected = [0, 1, 2].map((t) => {
      const copy = x.slice(t * 1000, (t + 1) * 1000);
      noise.corrupt(copy, random);
      return [...copy];
    });
    await tf.setBackend('native');
    const { name, attrs } = noise.kernel!;
    const words = [...createRandom(3, 'sequence').words];
    const given = { ...attrs, words, steps: 3, sequence: true };
    const found = tf.engine().runKernel(name, { x: tf.tensor(x, [3, 1000]) }, given) as tf.Tensor[];
    expect(found.map((frame) => [...frame.dataSync()])).toEqual(expected);
  });

  it('are not recorded, where they would never change again', async () => {
    await tf.setBackend('native');
    const draw = capture(() => initialGamma({ images: 1, components: 2, pixels: 3, seed: 1 }));
    expect(() => draw()).toThrow(/InitialGamma draws random numbers; draw them outside/);
  });
});

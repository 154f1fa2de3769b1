import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, test } from 'vitest';
import { tfjsNode, tfjsNodeGpu } from './tfjs-node.ts';

/** Does what both packages do when they are imported: registers a backend 'tensorflow' that knows whether it has a GPU. */
class TensorFlowBackend extends tf.KernelBackend {
  constructor(readonly isUsingGpuDevice: boolean) {
    super();
  }
  override dispose() {}
}
const imported = (gpu: boolean) => tf.registerBackend('tensorflow', () => new TensorFlowBackend(gpu));

afterEach(() => {
  if (tf.findBackendFactory('tensorflow')) tf.removeBackend('tensorflow');
});

test('the GPU package with a GPU serves both names', async () => {
  imported(true);
  expect(await tfjsNodeGpu.load()).toBe("TensorFlow's C library on a GPU");
  expect(await tfjsNode.load()).toBe("TensorFlow's C library on a GPU");
  expect(tf.getBackend()).toBe('tensorflow');
});

test('the GPU package without a GPU serves as tfjs-node only', async () => {
  imported(false);
  await expect(tfjsNodeGpu.load()).rejects.toThrow('TensorFlow found no GPU');
  expect(await tfjsNode.load()).toBe("TensorFlow's C library on the CPU");
});

test('gives Node back the util.isNullOrUndefined that tfjs-node calls', async () => {
  const before = Object.getOwnPropertyDescriptor(util, 'isNullOrUndefined');
  Reflect.deleteProperty(util, 'isNullOrUndefined');
  try {
    await expect(tfjsNode.load()).rejects.toThrow('the package @tensorflow/tfjs-node is not installed');
    const restored: (value: unknown) => boolean = Reflect.get(util, 'isNullOrUndefined');
    expect([null, undefined, 0, '', false].map(restored)).toEqual([true, true, false, false, false]);
  } finally {
    if (before) Object.defineProperty(util, 'isNullOrUndefined', before);
  }
});

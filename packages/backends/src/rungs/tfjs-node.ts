import * as tf from '@tensorflow/tfjs-core';
import { activate, type Rung, register } from '../rung.ts';

/** TensorFlow's C library on an NVIDIA GPU, through the package `@tensorflow/tfjs-node-gpu`. */
export const tfjsNodeGpu: Rung = {
  name: 'tfjs-node-gpu',
  async load() {
    await loadTensorFlow('@tensorflow/tfjs-node-gpu');
    if (!usesGpu()) throw new Error('TensorFlow found no GPU');
    return "TensorFlow's C library on a GPU";
  },
};

/** TensorFlow's C library, through the package `@tensorflow/tfjs-node` (or tfjs-node-gpu, if that one found no GPU). */
export const tfjsNode: Rung = {
  name: 'tfjs-node',
  async load() {
    await loadTensorFlow('@tensorflow/tfjs-node');
    return `TensorFlow's C library on ${usesGpu() ? 'a GPU' : 'the CPU'}`;
  },
};

/** Imports one of the two packages; both register the same backend name. */
async function loadTensorFlow(specifier: string): Promise<void> {
  restoreIsNullOrUndefined();
  await register('tensorflow', specifier);
  await activate('tensorflow');
}

function usesGpu(): boolean {
  return (tf.backend() as tf.KernelBackend & { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
}

/** Node 23 removed `util.isNullOrUndefined`, which tfjs-node 4.22 calls in nearly every kernel. */
function restoreIsNullOrUndefined(): void {
  const util: { isNullOrUndefined?: (value: unknown) => boolean } = process.getBuiltinModule('node:util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

import * as tf from '@tensorflow/tfjs-core';

/** Registers a kernel in the place of the one there is, if any. */
export function replaceKernel(config: tf.KernelConfig): void {
  if (tf.getKernel(config.kernelName, config.backendName)) tf.unregisterKernel(config.kernelName, config.backendName);
  tf.registerKernel(config);
}

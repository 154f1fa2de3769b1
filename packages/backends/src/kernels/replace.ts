import * as tf from '@tensorflow/tfjs-core';

/** Registers a kernel; it replaces the kernel of that name and backend, if there is one. */
export function replaceKernel(config: tf.KernelConfig): void {
  if (tf.getKernel(config.kernelName, config.backendName)) tf.unregisterKernel(config.kernelName, config.backendName);
  tf.registerKernel(config);
}

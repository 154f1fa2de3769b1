import * as tf from '@tensorflow/tfjs-core';

/**
 * Runs `f` and returns the sorted names of the kernels that it dispatched on the current backend, those of gradients included.
 * `chooseBackend` takes such a list as `needs`. The parts of composed kernels, such as some that this package supplies for wasm, count, too.
 */
export async function trackKernels(f: () => unknown): Promise<string[]> {
  let outcome: { error: unknown } | undefined;
  const profile = await tf.profile(async () => {
    try {
      await f();
    } catch (error) {
      outcome = { error }; // the error is thrown later: tf.profile would stay switched on if it saw it
    }
  });
  if (outcome) throw outcome.error;
  // The profile also names the scopes of custom gradients.
  return profile.kernelNames.filter((name) => tf.getKernel(name, tf.getBackend())).sort();
}

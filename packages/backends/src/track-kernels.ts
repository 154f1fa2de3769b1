import * as tf from '@tensorflow/tfjs-core';

/**
 * Runs `f` and returns the sorted names of the kernels that it dispatched on the current backend, those of gradients included:
 * what `chooseBackend` takes as `needs`. Where a kernel is itself composed of others, as some that this package supplies for wasm, these count too.
 */
export async function trackKernels(f: () => unknown): Promise<string[]> {
  let outcome: { error: unknown } | undefined;
  const profile = await tf.profile(async () => {
    try {
      await f();
    } catch (error) {
      outcome = { error }; // tf.profile would stay switched on if it saw the error
    }
  });
  if (outcome) throw outcome.error;
  // The profile also names the scopes of custom gradients.
  return profile.kernelNames.filter((name) => tf.getKernel(name, tf.getBackend())).sort();
}

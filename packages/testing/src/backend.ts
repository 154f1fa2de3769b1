import { chooseBackend } from '@neural-em/backends';
import { beforeAll } from 'vitest';

/** Runs the tests of a file on the CPU backend of TensorFlow.js, with its known errors corrected. Every machine has this backend. */
export function useCpuBackend(): void {
  beforeAll(async () => {
    await chooseBackend({ name: 'cpu' });
  });
}

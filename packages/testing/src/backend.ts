import { chooseBackend } from '@neural-em/backends';
import { beforeAll } from 'vitest';

/** Runs the tests of a file on the CPU backend of TensorFlow.js, its known errors corrected, which every machine has. */
export function useCpuBackend(): void {
  beforeAll(async () => {
    await chooseBackend({ name: 'cpu' });
  });
}

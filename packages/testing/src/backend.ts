import '@tensorflow/tfjs-backend-cpu';
import '@neural-em/backends';
import { enableProdMode, ready, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll } from 'vitest';

/** Runs the tests of a file on the CPU backend of TensorFlow.js, which every machine has. */
export function useCpuBackend(): void {
  beforeAll(async () => {
    enableProdMode();
    await setBackend('cpu');
    await ready();
  });
}

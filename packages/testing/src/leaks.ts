import { memory } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Expects that running `f` once more, after a first run, leaves no further tensor behind. */
export async function expectNoLeak(f: () => unknown): Promise<void> {
  await f();
  const before = memory().numTensors;
  await f();
  expect(memory().numTensors - before, 'tensors left behind').toBe(0);
}

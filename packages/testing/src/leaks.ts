import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { memory } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Expects that a second run of `f` leaves no more tensors behind than the first. */
export async function expectNoLeak(f: () => unknown): Promise<void> {
  await f();
  const before = memory().numTensors;
  await f();
  expect(memory().numTensors - before, 'tensors left behind').toBe(0);
}

/**
 * Runs a step a thousand times to settle, and then a thousand times more. Expects that the second thousand leave the number of tensors and
 * `state` (the caller's own count of what it holds) unchanged, and that the resident memory of the process grows by less than 16 MB. V8
 * sometimes enlarges its heap by twice that, so memory has three tries: a leak grows in each of them.
 *
 * @throws AssertionError if one of these expectations fails.
 */
export async function expectFlatMemory(step: () => unknown, state: () => unknown): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const thousand = async () => {
    for (let i = 1; i <= 1000; i++) {
      await step();
      // Uncollected JavaScript objects would make the process grow, and hide a leak.
      if (i % 100 === 0) collect();
    }
    return { held: { tensors: memory().numTensors, state: state() }, resident: process.memoryUsage().rss };
  };
  let before = await thousand();
  let growth = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 && growth >= 16e6; tries++) {
    const after = await thousand();
    expect(after.held).toEqual(before.held);
    growth = after.resident - before.resident;
    before = after;
  }
  expect(growth).toBeLessThan(16e6);
}

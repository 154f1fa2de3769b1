import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { memory } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Expects that running `f` once more, after a first run, leaves no further tensor behind. */
export async function expectNoLeak(f: () => unknown): Promise<void> {
  await f();
  const before = memory().numTensors;
  await f();
  expect(memory().numTensors - before, 'tensors left behind').toBe(0);
}

/**
 * Runs a step a thousand times to settle and a thousand times more, and expects as many tensors as before, the same `state`, what the step
 * holds by its own account, and the resident memory of the process to have grown by less than 16 MB. V8 enlarges its heap by twice that
 * now and then, so memory has three tries: what leaks grows in each.
 *
 * @throws AssertionError where one of them has changed.
 */
export async function expectFlatMemory(step: () => unknown, state: () => unknown): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const thousand = async () => {
    for (let i = 1; i <= 1000; i++) {
      await step();
      // Garbage of JavaScript would make the process grow as it pleases, and hide what leaks.
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

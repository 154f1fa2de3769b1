import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { addonPath } from './addon.ts';

/** Each worker multiplies and adds again and again, and posts whether every result was the same. */
const script = `
const { parentPort, workerData } = require('node:worker_threads');
const addon = require(workerData.path);
const n = 96;
const a = new Float32Array(n * n).map((_, i) => (i * 7919 % 101) / 101);
const once = new Float32Array(n * n);
const again = new Float32Array(n * n);
const plan = Int32Array.of(1, n, n, n, n, 1, 0, n, 1, 0);
addon.matmul(a, a, once, plan, null, 0, 0);
let same = true;
for (let i = 0; i < 200; i++) {
  if (i % 50 === workerData.index) addon.configure(1 + (i + workerData.index) % 4, addon.levels[0]);
  addon.matmul(a, a, again, plan, null, 0, 0);
  same = same && Buffer.from(again.buffer).equals(Buffer.from(once.buffer));
}
parentPort.postMessage(same);
`;

describe('worker threads', () => {
  it('share the helpers, whoever has them, and may change their number at any time', async () => {
    const workerData = (index: number) => ({ path: process.env.NEURAL_EM_NATIVE_ADDON ?? addonPath(), index });
    const run = (index: number) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(script, { eval: true, workerData: workerData(index) });
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    expect(await Promise.all([0, 1, 2].map(run))).toEqual([true, true, true]);
  });
});

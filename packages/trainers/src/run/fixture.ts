import { bernoulli, rnnEm } from '@neural-em/core';
import type { Batch, Dataset, Split } from '@neural-em/datasets';
import { staticShapesRnnEm } from '@neural-em/networks';
import { createRandom } from '@neural-em/random';
import {
  adam,
  bitFlip,
  createRun,
  memoryStorage,
  openRun,
  type RunOptions,
  type RunStorage,
  type TrainOptions,
  type TrainReport,
  train,
} from '../index.ts';

/** A run so small that hundreds of them fit into a test. */
export const tinyData: Dataset = {
  name: 'tiny',
  imageShape: [4, 4, 1],
  frames: 1,
  size: { training: 20, validation: 4, test: 4 },
  read: (split, indices) => tinyBatch(split, indices),
};

/** Returns images whose left or right half is bright. */
function tinyBatch(split: Split, indices: ArrayLike<number>): Batch {
  const B = indices.length;
  const groups = new Uint8Array(B * 16);
  for (let b = 0; b < B; b++) {
    const isLeft = createRandom(split, indices[b]!).uniform() < 0.5;
    for (let i = 0; i < 16; i++) groups[b * 16 + i] = i % 4 < 2 === isLeft ? 1 : 0;
  }
  return { shape: [1, B, 4, 4, 1], frames: Float32Array.from(groups), groups };
}

export const tinyModel = () => rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ etaShape: [16, 1], thetaSize: 4, seed: 1 }) });
export const tinyOptions: TrainOptions = {
  components: 2,
  emSteps: 1,
  noise: bitFlip(0.1),
  seed: 1,
  optimizer: adam({ learningRate: 0.05 }),
  batchSize: 4,
  maxSteps: 12,
  validateEvery: 4,
  checkpointEvery: 3,
  metrics: { size: (truth, prediction) => Array.from(prediction).filter((k, i) => k === truth[i]).length },
};

/** Trains from the last checkpoint of the storage, records all reports, and returns those of this part of the run. */
export async function recorded(storage: RunStorage, options: TrainOptions = tinyOptions, runOptions?: RunOptions): Promise<TrainReport[]> {
  const run = await openRun(storage, runOptions);
  const reports: TrainReport[] = [];
  for await (const report of train(tinyModel(), tinyData, { ...options, from: run.checkpoint })) {
    await run.record(report);
    reports.push(report);
  }
  if (options.pause?.aborted !== true) await run.finish();
  return reports;
}

/** Trains a run to its end, and returns its files by name. */
export async function finishedRun(seed: number): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  await createRun(memoryStorage(files), { seed });
  await recorded(memoryStorage(files), { ...tinyOptions, seed });
  return files;
}

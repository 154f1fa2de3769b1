import { variables } from '@neural-em/core';
import { useCpuBackend, values } from '@neural-em/testing';
import { describe, expect, it } from 'vitest';
import {
  createRun,
  createTrainStep,
  DivergedError,
  follow,
  memoryStorage,
  noNoise,
  openRun,
  type TrainOptions,
  type TrainReport,
  train,
} from './index.ts';
import { tinyData, tinyModel, tinyOptions } from './run/fixture.ts';

useCpuBackend();

/** Returns data whose batches hold NaN if they contain one of these images. */
const spoilt = (...images: number[]): typeof tinyData => ({
  ...tinyData,
  read: (split, indices) => {
    const batch = tinyData.read(split, indices);
    if (split === 'training' && Array.from(indices).some((index) => images.includes(index))) batch.frames.fill(Number.NaN);
    return batch;
  },
});
const all = spoilt(...Array.from({ length: 20 }, (_, i) => i));

async function collect(data: typeof tinyData, options: Partial<TrainOptions>, model = tinyModel()): Promise<TrainReport[]> {
  const reports: TrainReport[] = [];
  for await (const report of train(model, data, { ...tinyOptions, ...options })) reports.push(report);
  return reports;
}

describe('where a step diverges', () => {
  it('stop tells the step, the loss and the largest gradients, by path', async () => {
    const error: unknown = await collect(all, {}).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DivergedError);
    const { divergence, message } = error as DivergedError;
    expect(divergence).toMatchObject({ step: 1, losses: { loss: Number.NaN } });
    expect(divergence.gradients.map(([path]) => path).sort()).toEqual([
      'decoder/bias',
      'decoder/kernel',
      'recurrent/bias',
      'recurrent/inputKernel',
      'recurrent/recurrentKernel',
    ]);
    expect(message).toMatch(/training step 1: loss NaN .*largest gradients (recurrent|decoder)\/\w+ NaN/);
  });

  it('skip leaves the batch out, and the weights as they would be without it', async () => {
    const model = tinyModel();
    const reports = await collect(spoilt(0), { onDivergence: 'skip', maxSteps: 5, validateEvery: 5 }, model);
    const diverged = reports.filter((report) => report.kind === 'diverged');
    expect(diverged).toHaveLength(1);
    expect(reports.filter((report) => report.kind === 'step' || report.kind === 'diverged').map(({ step }) => step)).toEqual([
      1, 2, 3, 4, 5,
    ]);
    expect(diverged[0]!.backTo).toBeUndefined();
    const skipped = diverged[0]!.step;
    const saved = reports.findLast((report) => report.kind === 'checkpoint')!;
    expect(saved.checkpoint.state).toMatchObject({ step: 5, updates: 4 });
    // The same steps without that one, by hand.
    const other = tinyModel();
    const step = createTrainStep(other, tinyOptions);
    let update = 0;
    for (const [i, batch] of (await trainingBatches()).entries()) if (i + 1 !== skipped) await step.run(batch, i + 1, { update: ++update });
    expect(Object.values(saved.checkpoint.weights).map((weight) => [...weight.values])).toEqual(variables(other.params).map(values));
  });

  it('rollback goes back to the last checkpoint with half the learning rate, and the logs with it', async () => {
    const files = new Map<string, Uint8Array>();
    const run = await createRun(memoryStorage(files), {});
    let seen = 0;
    // The image is broken when it is read first and good later, as if a lower rate had helped.
    const once: typeof tinyData = {
      ...tinyData,
      read: (split, indices) => (split === 'training' && ++seen === 5 ? all : tinyData).read(split, indices),
    };
    const rates: [number, number][] = [];
    const back: (number | undefined)[] = [];
    for await (const report of train(tinyModel(), once, { ...tinyOptions, onDivergence: 'rollback', maxSteps: 7 })) {
      await run.record(report);
      if (report.kind === 'step') rates.push([report.step, report.rate]);
      if (report.kind === 'diverged') back.push(report.backTo);
    }
    expect(back).toEqual([4]);
    expect(rates).toEqual([...[1, 2, 3, 4].map((step) => [step, 1]), ...[5, 6, 7].map((step) => [step, 0.5])]);
    const rows = new TextDecoder()
      .decode(files.get('metrics.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.filter(({ kind }) => kind === 'step').map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(rows.find(({ kind }) => kind === 'diverged')).toMatchObject({ diverged: 5, backTo: 4, gradients: expect.any(Array) });
    expect((await openRun(memoryStorage(files))).checkpoint?.state.rollbacks).toBe(1);
  });

  it('both give up in the end', async () => {
    const outcome = async (onDivergence: 'skip' | 'rollback') => {
      const kinds: string[] = [];
      const run = follow(train(tinyModel(), all, { ...tinyOptions, onDivergence }), { diverged: ({ kind }) => void kinds.push(kind) });
      await expect(run).rejects.toThrow(DivergedError);
      return kinds.length;
    };
    expect([await outcome('skip'), await outcome('rollback')]).toEqual([10, 5]);
  });
});

/** The batches of the first epoch. */
async function trainingBatches() {
  const seen: ReturnType<typeof tinyData.read>[] = [];
  const watched: typeof tinyData = {
    ...tinyData,
    read: (split, indices) => {
      const batch = tinyData.read(split, indices);
      if (split === 'training') seen.push(batch);
      return batch;
    },
  };
  await collect(watched, { maxSteps: 5 });
  return seen;
}

it('gradients in micro-batches are those of the whole batch', async () => {
  const options = { ...tinyOptions, components: 1, noise: noNoise };
  const batch = tinyData.read('training', [0, 1, 2, 3, 4, 5, 6]);
  const run = async (microBatchSize?: number) => {
    const model = tinyModel();
    const report = await createTrainStep(model, { ...options, ...(microBatchSize ? { microBatchSize } : {}) }).run(batch, 1);
    return [...Object.values(report), ...variables(model.params).flatMap((v) => [...values(v)])];
  };
  const whole = await run();
  for (const size of [1, 3, 6]) for (const [i, value] of (await run(size)).entries()) expect(value).toBeCloseTo(whole[i]!, 4);
});

it('each seed by name moves its own stream and no other', async () => {
  const first = async (seeds: TrainOptions['seeds'] = {}) => {
    const reports = await collect(tinyData, { seeds, maxSteps: 1 });
    return reports.find((report) => report.kind === 'step')!.loss;
  };
  const [plain, ...others] = [await first(), await first({ data: 5 }), await first({ noise: 5 }), await first({ gamma: 5 })];
  expect(new Set([plain, ...others]).size).toBe(4);
  expect(await first({ data: 1, noise: 1, gamma: 1 })).toBe(plain);
});

it('callbacks are awaited before the run goes on', async () => {
  const order: string[] = [];
  const last = await follow(train(tinyModel(), tinyData, { ...tinyOptions, maxSteps: 2 }), {
    step: async ({ step }) => {
      order.push(`step ${step}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(`after ${step}`);
    },
    end: () => void order.push('end'),
  });
  expect(order).toEqual(['step 1', 'after 1', 'step 2', 'after 2', 'end']);
  expect(last).toMatchObject({ kind: 'end', reason: 'steps', step: 2, bestStep: 2 });
});

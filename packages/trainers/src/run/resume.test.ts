import { variables } from '@neural-em/core';
import { useCpuBackend, values } from '@neural-em/testing';
import { describe, expect, it } from 'vitest';
import {
  adamW,
  createRun,
  memoryStorage,
  openRun,
  plateau,
  RunDataError,
  rmsProp,
  sgd,
  TrainingOptionError,
  type TrainOptions,
  train,
  warmUp,
} from '../index.ts';
import { recorded, tinyData, tinyModel, tinyOptions } from './fixture.ts';

useCpuBackend();

/** Every file of a run that was never interrupted. */
async function uninterrupted(options: TrainOptions): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  await createRun(memoryStorage(files), {});
  await recorded(memoryStorage(files), options);
  return files;
}

/** The same, stopped without warning after a number of reports, and resumed until it is done. */
async function interrupted(options: TrainOptions, every: number): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const storage = memoryStorage(files);
  await createRun(storage, {});
  for (let attempt = 1; ; attempt++) {
    const run = await openRun(storage);
    let left = every * attempt;
    for await (const report of train(tinyModel(), tinyData, { ...options, from: run.checkpoint })) {
      await run.record(report);
      if (report.kind === 'end') {
        await run.finish();
        return files;
      }
      if (--left === 0) break;
    }
  }
}

describe('an interrupted run is, file for file and bit for bit, the uninterrupted one', () => {
  const cases: [string, Partial<TrainOptions>][] = [
    ['Adam', {}],
    ['patience that runs out', { patience: 2, maxSteps: 100, validateEvery: 2, optimizer: sgd({ learningRate: 1e-9 }) }],
    [
      'momentum, a plateau',
      { optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }), schedule: plateau({ patience: 1, factor: 0.5 }), validateEvery: 2 },
    ],
    ['AdamW, a warm-up, clipping, micro-batches', { optimizer: adamW(), schedule: warmUp({ steps: 5 }), clipNorm: 0.5, microBatchSize: 3 }],
    ['RMSProp, checkpoints at validations only', { optimizer: rmsProp(), checkpointEvery: 100 }],
    ['batches that do not fill an epoch', { batchSize: 6, epochs: 3, maxSteps: 100 }],
  ];
  it.each(cases)('%s', async (_, changes) => {
    const options = { ...tinyOptions, ...changes };
    const whole = await uninterrupted(options);
    for (const every of [1, 3]) expect(await interrupted(options, every)).toEqual(whole);
    expect([...whole.keys()].sort()).toContain('DONE');
  });
});

it('ends with the same weights in the model', async () => {
  const weights = async (stopAt?: number) => {
    const storage = memoryStorage();
    await createRun(storage, {});
    let model = tinyModel();
    const first = await openRun(storage);
    for await (const report of train(model, tinyData, tinyOptions)) {
      await first.record(report);
      if (report.step === stopAt) break;
    }
    if (stopAt !== undefined) {
      model = tinyModel();
      for await (const _ of train(model, tinyData, { ...tinyOptions, from: (await openRun(storage)).checkpoint }));
    }
    return variables(model.params).map(values);
  };
  expect(await weights(7)).toEqual(await weights());
});

it('pauses after the step under way, with a checkpoint, and goes on', async () => {
  const files = new Map<string, Uint8Array>();
  await createRun(memoryStorage(files), {});
  const pause = new AbortController();
  const run = await openRun(memoryStorage(files));
  const kinds: string[] = [];
  for await (const report of train(tinyModel(), tinyData, { ...tinyOptions, pause: pause.signal })) {
    await run.record(report);
    kinds.push(report.kind);
    if (report.step === 5) pause.abort();
  }
  expect(kinds.slice(-2)).toEqual(['checkpoint', 'end']);
  expect(files.has('checkpoints/000000005.json')).toBe(true);
  await recorded(memoryStorage(files));
  const whole = await uninterrupted(tinyOptions);
  const withoutCheckpoints = (all: Map<string, Uint8Array>) => [...all].filter(([name]) => !name.startsWith('checkpoints/')).sort();
  expect(withoutCheckpoints(files)).toEqual(withoutCheckpoints(whole));
});

it('does not read the batches that it has seen', async () => {
  const reads: number[][] = [];
  const watched: typeof tinyData = {
    ...tinyData,
    read: (split, indices) => {
      if (split === 'training') reads.push(Array.from(indices));
      return tinyData.read(split, indices);
    },
  };
  const run = async (from?: Parameters<typeof train>[2]['from']) => {
    reads.length = 0;
    const checkpoints = [];
    for await (const report of train(tinyModel(), watched, { ...tinyOptions, from }))
      if (report.kind === 'checkpoint') checkpoints.push(report.checkpoint);
    return { checkpoints, reads: [...reads] };
  };
  const whole = await run();
  const third = whole.checkpoints.find(({ state }) => state.step === 3)!;
  expect((await run(third)).reads).toEqual(whole.reads.slice(3));
});

describe('a run', () => {
  it('keeps the last checkpoints and the best, and one row a step', async () => {
    const files = await uninterrupted(tinyOptions);
    const rows = new TextDecoder()
      .decode(files.get('metrics.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.filter(({ kind }) => kind === 'step').map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(rows.filter(({ kind }) => kind === 'validation').map(({ step }) => step)).toEqual([4, 8, 12]);
    const kept = [...files.keys()].filter((name) => name.startsWith('checkpoints/') && name.endsWith('.json'));
    expect(kept).toEqual(['checkpoints/000000008.json', 'checkpoints/000000009.json', 'checkpoints/000000012.json']);
  });

  it('passes over damaged checkpoints, and ends the same', async () => {
    const files = await uninterrupted(tinyOptions);
    const damaged = new Map([...files].map(([name, bytes]) => [name, bytes.slice()]));
    damaged.get('checkpoints/000000012.safetensors')![500]! ^= 1;
    damaged.set('checkpoints/000000009.json', damaged.get('checkpoints/000000009.json')!.slice(0, 100));
    const run = await openRun(memoryStorage(damaged));
    expect(run.checkpoint?.state.step).toBe(8);
    expect(run.passedOver).toEqual([
      expect.stringMatching(/000000012\.safetensors is damaged/),
      expect.stringMatching(/000000009\.json is not JSON/),
    ]);
    await recorded(memoryStorage(damaged));
    expect(damaged).toEqual(files);
  });

  it('refuses to begin where there is one, and to go on where nothing is good', async () => {
    const files = await uninterrupted(tinyOptions);
    await expect(createRun(memoryStorage(files), {})).rejects.toThrow(TrainingOptionError);
    for (const [name, bytes] of files) if (name.startsWith('checkpoints/')) files.set(name, bytes.slice(1));
    await expect(openRun(memoryStorage(files))).rejects.toThrow(/no checkpoint is good/);
    await expect(openRun(memoryStorage())).rejects.toThrow(RunDataError);
  });

  it('refuses the checkpoint of another optimizer', async () => {
    const files = await uninterrupted(tinyOptions);
    await expect(recorded(memoryStorage(files), { ...tinyOptions, optimizer: sgd() })).rejects.toThrow(
      /the optimizer has no slot 0\/first/,
    );
  });
});

it('trains in stages, each from the best weights of the last, and goes on in the one that was interrupted', async () => {
  const stages = [{ maxSteps: 5 }, { maxSteps: 6, optimizer: sgd() }].map((stage) => ({ ...tinyOptions, ...stage }));
  const trainStages = async (files: Map<string, Uint8Array>, stopAt = Number.POSITIVE_INFINITY) => {
    const storage = memoryStorage(files);
    const run = files.has('config.json') ? await openRun(storage) : await createRun(storage, {});
    const model = tinyModel();
    let step = 0;
    for (const [number, options] of stages.entries()) {
      const { checkpoint } = run;
      if (checkpoint && checkpoint.state.stage > number) continue;
      const start = checkpoint?.state.stage === number ? { from: checkpoint } : { stage: { number, after: step } };
      for await (const report of train(model, tinyData, { ...options, ...start })) {
        await run.record(report);
        step = report.step;
        if (step === stopAt) return;
      }
    }
    await run.finish();
  };
  const whole = new Map<string, Uint8Array>();
  await trainStages(whole);
  for (const stopAt of [3, 5, 6, 9]) {
    const files = new Map<string, Uint8Array>();
    await trainStages(files, stopAt);
    const best = files.get('best/weights.safetensors');
    await openRun(memoryStorage(files));
    if (stopAt > 5) expect(files.get('best/weights.safetensors'), `best weights, stopped at ${stopAt}`).toEqual(best);
    await trainStages(files);
    expect(files).toEqual(whole);
  }
  const steps = new TextDecoder().decode(whole.get('metrics.jsonl')).match(/"kind":"step","step":\d+/g);
  expect(steps?.at(-1)).toBe('"kind":"step","step":11');
});

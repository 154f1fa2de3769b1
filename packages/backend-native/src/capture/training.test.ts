import '@neural-em/backends';
import { bernoulli, type EmModel, gaussian, nem, rnnEm, variables } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { flyingMnistRnnEm, flyingShapesRnnEm, gru, lstm, staticShapesNem, staticShapesRnnEm } from '@neural-em/networks';
import { expectClose, values } from '@neural-em/testing';
import { adam, bitFlip, createTrainStep, evaluate, observe, sgd, type TrainStepOptions } from '@neural-em/trainers';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { NativeBackend } from '../backend.ts';
import '../index.ts';

beforeAll(async () => {
  await tf.setBackend('native');
});
afterEach(() => {
  vi.restoreAllMocks();
});

type Capturing = NativeBackend & { capture?: unknown };

/** Calls `body` with recordings switched off. */
async function onTape<T>(body: () => Promise<T>): Promise<T> {
  const native = tf.backend() as Capturing;
  const { capture } = native;
  delete native.capture;
  try {
    return await body();
  } finally {
    native.capture = capture;
  }
}

const batchOf = (frames: number, images: number, size: number, key = 0): Batch => ({
  shape: [frames, images, size, size, 1],
  frames: Float32Array.from({ length: frames * images * size * size }, (_, i) => (((i + key) * 2654435761) % 97 < 30 ? 1 : 0)),
  groups: new Uint8Array(frames * images * size * size),
});

const etaShape = [64, 1] as const;
const imageShape = [8, 8, 1] as const;
const presets: [name: string, model: () => EmModel, batch: Batch, options?: Partial<TrainStepOptions>][] = [
  ['static shapes, N-EM', () => nem({ pixels: bernoulli(), ...staticShapesNem({ etaShape, thetaSize: 12, seed: 1 }) }), batchOf(1, 3, 8)],
  [
    'static shapes, RNN-EM',
    () => rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ etaShape, thetaSize: 12, seed: 1 }) }),
    batchOf(1, 3, 8),
  ],
  [
    'static shapes with dropout, a loss at two steps, a share of the gradient of gamma and a clipped norm',
    () => rnnEm({ pixels: bernoulli(), gammaGradient: 0.3, ...staticShapesRnnEm({ etaShape, thetaSize: 12, seed: 1 }) }),
    batchOf(1, 3, 8),
    { thetaDropout: 0.3, lossSteps: 2, clipNorm: 0.5 },
  ],
  [
    'an LSTM',
    () => rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ etaShape, thetaSize: 6, cell: lstm, seed: 1 }) }),
    batchOf(1, 2, 8),
  ],
  ['a GRU', () => rnnEm({ pixels: gaussian(), ...staticShapesRnnEm({ etaShape, thetaSize: 6, cell: gru, seed: 1 }) }), batchOf(1, 2, 8)],
  [
    'flying shapes',
    () => rnnEm({ pixels: bernoulli(), gammaGradient: 0, ...flyingShapesRnnEm({ imageShape, dense: 16, thetaSize: 9, seed: 1 }) }),
    batchOf(4, 2, 8),
  ],
  [
    'flying MNIST',
    () => rnnEm({ pixels: gaussian(), ...flyingMnistRnnEm({ imageShape, channels: [4, 6, 8], dense: 16, thetaSize: 9, seed: 1 }) }),
    batchOf(4, 2, 8),
  ],
];

/** Takes training steps with an optimizer whose update is the gradient itself, so that the weights show every gradient. */
async function steps(model: EmModel, batch: Batch, options: Partial<TrainStepOptions> = {}) {
  const emSteps = batch.shape[0] === 1 ? 4 : undefined;
  const all = { components: 3, noise: bitFlip(0.1), seed: 5, optimizer: sgd({ learningRate: 1 }), ...(emSteps && { emSteps }), ...options };
  const step = createTrainStep(model, all);
  const start = variables(model.params).map((v) => values(v));
  const first = await step.run(batch, 1);
  const after = variables(model.params).map((v) => values(v));
  const gradients = start.map((list, i) => list.map((before, n) => before - after[i]![n]!));
  return { first, gradients, second: await step.run(batch, 2) };
}

describe('a training step from a recording', () => {
  it.each(presets)('of %s is that of the tape in loss and every gradient', async (_, make, batch, options) => {
    const warn = vi.spyOn(console, 'warn');
    const native = tf.backend() as Capturing;
    const replay = vi.spyOn(native.addon, 'replay');
    const found = await steps(make(), batch, options);
    expect(warn).not.toHaveBeenCalled();
    expect(replay).toHaveBeenCalledTimes(2);
    const expected = await onTape(() => steps(make(), batch, options));
    expect(replay).toHaveBeenCalledTimes(2);
    expectClose(Object.values(found.first), Object.values(expected.first), 1e-6, 'loss');
    for (const [i, gradient] of found.gradients.entries())
      expectClose([...gradient, 1], [...expected.gradients[i]!, 1], 1e-6, `gradient ${i}`);
    // A learning rate of 1 magnifies the small difference between the weights.
    expectClose(Object.values(found.second), Object.values(expected.second), 3e-5, 'loss of the next step');
  });

  it('updates weights in place, in the same call', async () => {
    const run = async () => {
      const model = presets[1]![1]();
      const step = createTrainStep(model, { components: 3, emSteps: 4, noise: bitFlip(0.1), seed: 5, optimizer: adam(), clipNorm: 0.5 });
      const losses = [];
      for (let n = 1; n <= 3; n++) losses.push((await step.run(batchOf(1, 3, 8), n, { rate: 1 / n })).loss);
      const slots = Object.values(step.optimizer.slots).map((slot) => values(slot));
      return [losses, ...variables(model.params).map((v) => values(v)), ...slots];
    };
    const native = tf.backend() as Capturing;
    const replay = vi.spyOn(native.addon, 'replay');
    const adamCalls = vi.spyOn(native.addon, 'adam');
    const found = await run();
    expect(replay).toHaveBeenCalledTimes(3);
    const recorded = native.addon.describe(replay.mock.calls[0]![0]).steps.filter((name) => name === 'adam').length;
    // The optimizer was called once per weight during the recording, and never to compute.
    expect(recorded).toBeGreaterThan(3);
    expect(adamCalls).toHaveBeenCalledTimes(recorded);
    expect(native.addon.describe(replay.mock.calls[0]![0]).steps.at(-1)).toBe('adam');
    const expected = await onTape(run);
    expectClose(found[0]!, expected[0]!, 1e-5, 'losses');
    for (const [i, list] of found.entries()) expectClose([...list, 1], [...expected[i]!, 1], 1e-4, `weight or slot ${i}`);
  });

  it('updates nothing where the loss is not a number, and names the gradients', async () => {
    const model = presets[1]![1]();
    const step = createTrainStep(model, { components: 3, emSteps: 2, noise: bitFlip(0), seed: 5, optimizer: adam() });
    await step.run(batchOf(1, 3, 8), 1);
    const everything = () => [...variables(model.params), ...Object.values(step.optimizer.slots)].map((v) => values(v));
    const before = everything();
    const broken = { ...batchOf(1, 3, 8), frames: new Float32Array(3 * 64).fill(Number.NaN) };
    await expect(step.run(broken, 2)).rejects.toThrow(/training step 2: loss NaN.*largest gradients \S+/);
    expect(everything()).toEqual(before);
  });

  it('computes layer norms again rather than keep them for the way back', async () => {
    const native = tf.backend() as Capturing;
    const replay = vi.spyOn(native.addon, 'replay');
    await steps(presets[5]![1](), batchOf(4, 2, 8));
    const { steps: all } = native.addon.describe(replay.mock.calls[0]![0]);
    const count = (name: string) => all.filter((step) => step === name).length;
    expect(count('layerNormGrad')).toBeGreaterThan(0);
    expect(count('layerNorm')).toBeGreaterThan(1.3 * count('layerNormGrad'));
  });

  it('has a recording for every size of batch, also in parts', async () => {
    const make = presets[1]![1];
    const run = async () => {
      const reports = [];
      for (const microBatchSize of [5, 2]) {
        const step = createTrainStep(make(), {
          components: 2,
          emSteps: 2,
          noise: bitFlip(0.1),
          seed: 5,
          optimizer: adam(),
          microBatchSize,
        });
        for (const [i, images] of [5, 3, 5, 3].entries()) reports.push(...Object.values(await step.run(batchOf(1, images, 8, i), i + 1)));
      }
      return reports;
    };
    expectClose(await run(), await onTape(run), 1e-5);
  });

  it.each(presets)('of %s has the best of two starts and an observation from recordings that are those without', async (_, make, batch) => {
    const options = { components: 3, noise: bitFlip(0.1), seed: 5, restarts: 2, ...(batch.shape[0] === 1 && { emSteps: 3 }) };
    const run = async () => {
      const model = make();
      const { loss, use } = await evaluate(model, [batch, batch], { ...options, crossEntropy: true });
      const { gamma, means } = await observe(model, batch, options);
      return [loss, use.confidence, ...gamma, ...means];
    };
    const replay = vi.spyOn((tf.backend() as Capturing).addon, 'replay');
    const found = await run();
    // For each of two batches, `evaluate` replays two starts and the scores; `observe` replays two starts and the observation.
    expect(replay.mock.calls.length).toBe(9);
    expectClose(found, await onTape(run), 1e-6);
  });

  it('says once what cannot be recorded, and goes on without', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const model = presets[1]![1]();
    const step = model.step;
    const odd: EmModel = { ...model, step: (state, input, target, perturb) => step(state, tf.abs(tf.tan(input)), target, perturb) };
    const { first } = await steps(odd, batchOf(1, 3, 8));
    expect(first.loss).toBeGreaterThan(0);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(
      /a training step runs without a recording, and slower: capture: the kernel Tan runs in JavaScript/,
    );
  });
});

import { bernoulli, nem, rnnEm, variables } from '@neural-em/core';
import { batches, staticShapes } from '@neural-em/datasets';
import { adjustedMutualInformation, onForeground } from '@neural-em/metrics';
import { staticShapesNem, staticShapesRnnEm } from '@neural-em/networks';
import { createRandom } from '@neural-em/random';
import { expectNoLeak, useCpuBackend, values } from '@neural-em/testing';
import { AdamOptimizer, mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  adam,
  bitFlip,
  createTrainStep,
  DivergedError,
  evaluate,
  noNoise,
  observe,
  saveWeights,
  TrainingOptionError,
  type TrainReport,
  toSequence,
  train,
} from './index.ts';

useCpuBackend();

const data = staticShapes({ seed: 0, height: 14, width: 14, objects: 1, size: { training: 64, validation: 16, test: 16 } });
const network = { etaShape: [196, 1], thetaSize: 16, seed: 3 } as const;
const rnnModel = () => rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm(network) });
const nemModel = () => nem({ pixels: bernoulli(), ...staticShapesNem(network) });
const options = { components: 2, emSteps: 3, noise: bitFlip(0.1), seed: 1, optimizer: adam({ learningRate: 0.01 }) };
const metrics = { ami: onForeground(adjustedMutualInformation) };
const firstBatch = () => data.read('training', [0, 1, 2, 3, 4, 5, 6, 7]);

async function collect(reports: AsyncIterable<TrainReport>): Promise<TrainReport[]> {
  const all: TrainReport[] = [];
  for await (const report of reports) all.push(report);
  return all;
}

describe('toSequence', () => {
  const random = () => createRandom('sequence');

  it('shows a static image at every step, with fresh noise, and explains it clean at the last', () => {
    const batch = firstBatch();
    const { inputs, targets, groups, stepWeights } = toSequence(batch, { emSteps: 3, noise: bitFlip(0.2) }, random());
    expect(stepWeights).toEqual([0, 0, 1]);
    expect(targets.map(values)).toEqual([0, 1, 2].map(() => [...batch.frames]));
    expect(values(inputs[0]!)).not.toEqual(values(inputs[1]!));
    expect(groups[2]).toEqual(batch.groups);
  });

  it('reads each frame of a sequence and explains the next, at every step', () => {
    const frames = Float32Array.from({ length: 3 * 2 * 4 }, (_, i) => i);
    const groups = Uint8Array.from(frames);
    const sequence = toSequence({ shape: [3, 2, 2, 2, 1], frames, groups }, { noise: noNoise }, random());
    expect(sequence.inputs.map(values)).toEqual([[...frames.slice(0, 8)], [...frames.slice(8, 16)]]);
    expect(sequence.targets.map(values)).toEqual([[...frames.slice(8, 16)], [...frames.slice(16)]]);
    expect(sequence.groups).toEqual([groups.slice(8, 16), groups.slice(16)]);
    expect(sequence.stepWeights).toEqual([1, 1]);
  });

  it('refuses steps that do not fit', () => {
    expect(() => toSequence(firstBatch(), { noise: noNoise }, random())).toThrow(/emSteps must be a whole number above 0/);
    const sequence = { shape: [3, 1, 1, 1, 1], frames: new Float32Array(3), groups: new Uint8Array(3) } as const;
    expect(() => toSequence(sequence, { noise: noNoise, emSteps: 3 }, random())).toThrow(/at most 2, one less than the 3 frames/);
  });
});

describe.each([
  ['RNN-EM', rnnModel],
  ['N-EM', nemModel],
])('a training step of %s', (_, make) => {
  it('lowers the loss of its batch', async () => {
    const step = createTrainStep(make(), options);
    const losses: number[] = [];
    for (let update = 1; update <= 15; update++) losses.push((await step.run(firstBatch(), update)).loss);
    expect(losses[14]!).toBeLessThan(0.8 * losses[0]!);
  });

  it('is the same for the same seed, and another for another', async () => {
    const run = async (seed: number) => {
      const model = make();
      const step = createTrainStep(model, { ...options, seed });
      for (let update = 1; update <= 3; update++) await step.run(firstBatch(), update);
      return variables(model.params).map(values);
    };
    expect(await run(1)).toEqual(await run(1));
    expect(await run(1)).not.toEqual(await run(2));
  });

  it('leaves no tensor behind', async () => {
    const step = createTrainStep(make(), options);
    let update = 0;
    await expectNoLeak(() => step.run(firstBatch(), ++update));
  });

  it('reports divergence before it spoils a weight', async () => {
    const model = make();
    const [first] = variables(model.params) as [ReturnType<typeof variables>[number]];
    first.assign(mul(first, Number.NaN) as Tensor);
    const before = variables(model.params).map(values);
    await expect(createTrainStep(model, options).run(firstBatch(), 1)).rejects.toThrow(DivergedError);
    expect(variables(model.params).map(values)).toEqual(before);
  });
});

it('clips the gradients to a norm', async () => {
  const run = async (clipNorm?: number) => {
    const model = rnnModel();
    let norm = 0;
    const optimizer = () => ({
      slots: {},
      apply: (gradients: readonly Tensor[]) => {
        norm = Math.hypot(...gradients.flatMap((g) => values(g)));
      },
    });
    const { gradientNorm } = await createTrainStep(model, { ...options, optimizer, ...(clipNorm === undefined ? {} : { clipNorm }) }).run(
      firstBatch(),
      1,
    );
    return { gradientNorm, norm };
  };
  const free = await run();
  expect(free.norm / free.gradientNorm).toBeCloseTo(1, 4);
  expect((await run(1)).norm).toBeCloseTo(1, 4);
  expect((await run(1e6)).norm).toBeCloseTo(free.norm, 3);
});

describe('evaluate', () => {
  it('means over images, whatever the batches', async () => {
    const model = rnnModel();
    const quiet = {
      ...options,
      components: 1,
      noise: noNoise,
      metrics: { share: (truth: ArrayLike<number>) => Array.from(truth).filter((g) => g > 0).length },
    };
    const whole = await evaluate(model, batches(data, 'test', { batchSize: 16 }), quiet);
    const parts = await evaluate(model, batches(data, 'test', { batchSize: 5 }), quiet);
    expect(whole.images).toBe(16);
    expect(parts.loss).toBeCloseTo(whole.loss, 3);
    expect(parts.scores).toEqual(whole.scores);
    expect(whole.loss).toBeCloseTo(whole.intra + whole.inter, 3);
  });

  it('refuses an empty split and leaves no tensor behind', async () => {
    await expect(evaluate(rnnModel(), [], options)).rejects.toThrow(TrainingOptionError);
    const model = rnnModel();
    await expectNoLeak(() => evaluate(model, batches(data, 'test', { batchSize: 8 }), options));
  });
});

describe('train', () => {
  it('learns to separate an object from its background, keeps the best weights and reports as it goes', async () => {
    const model = rnnModel();
    const reports = await collect(train(model, data, { ...options, metrics, batchSize: 16, epochs: 6 }));
    const epochs = reports.filter((r) => r.kind === 'validation');
    expect(reports.filter((r) => r.kind === 'step').map((r) => r.step)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
    expect(epochs.at(-1)!.validation.loss).toBeLessThan(0.7 * epochs[0]!.validation.loss);
    expect(epochs[0]!.validation.scores.ami).toHaveLength(16);
    const lowest = Math.min(...epochs.map((e) => e.validation.loss));
    const again = await evaluate(model, batches(data, 'validation', { batchSize: 16 }), { ...options, metrics });
    expect(again.loss).toBe(lowest);
  });

  it('stops at a number of steps, and after a patience without improvement', async () => {
    const short = await collect(train(rnnModel(), data, { ...options, batchSize: 16, maxSteps: 5 }));
    expect(short.filter((r) => r.kind === 'step')).toHaveLength(5);
    expect(
      short
        .map((r) => r.kind)
        .filter((kind) => kind !== 'warning')
        .slice(-3),
    ).toEqual(['validation', 'checkpoint', 'end']);
    const still = { ...options, optimizer: () => ({ slots: {}, apply: () => {} }) };
    const stopped = await collect(train(rnnModel(), data, { ...still, batchSize: 64, patience: 3 }));
    expect(stopped.filter((r) => r.kind === 'validation').map((r) => r.improved)).toEqual([true, false, false, false]);
  });

  it.each([
    ['best', 2],
    ['last', 6],
  ] as const)('ends with the %s weights', async (weights, step) => {
    const model = rnnModel();
    // From the third step on, a huge rate makes the validation loss rise.
    const schedule = ({ step }: { step: number }) => (step < 3 ? 1 : 300);
    const reports = await collect(
      train(model, data, { ...options, schedule, weights, batchSize: 16, maxSteps: 6, validateEvery: 2, onDivergence: 'skip' }),
    );
    const last = reports.filter((r) => r.kind === 'validation').at(-1)!;
    expect([last.improved, last.bestStep]).toEqual([false, step]);
    expect(await saveWeights(model.params)).toEqual(last.best);
  });

  it.each<[string, object, string]>([
    ['an option in other letters', { batchsize: 3 }, 'train: there is no option batchsize; did you mean batchSize?'],
    ['a seed of undefined', { seed: undefined }, 'train: seed must be a number or a text, not undefined'],
    ['a missing noise', { noise: undefined }, 'train: noise must be a noise, such as bitFlip(0.1) or noNoise, not undefined'],
    [
      'an optimizer of TensorFlow.js',
      { optimizer: Object.create(AdamOptimizer.prototype) },
      "train: optimizer must be one of this package's optimizers, such as adam(), not an AdamOptimizer",
    ],
    ['a missing K', { components: undefined }, 'train: components must be a whole number above 0, not undefined'],
  ])('refuses %s', async (_, wrong, message) => {
    await expect(collect(train(rnnModel(), data, { ...options, ...wrong }))).rejects.toThrow(new TrainingOptionError(message));
  });

  it('refuses settings that are none', async () => {
    await expect(collect(train(rnnModel(), data, { ...options, batchSize: 0 }))).rejects.toThrow(
      /batchSize must be a whole number above 0, not 0/,
    );
  });
});

it('observes every step, without leaving a tensor behind', async () => {
  const model = rnnModel();
  const seen = await observe(model, firstBatch(), options);
  expect([seen.inputs.length, seen.gamma.length, seen.means.length]).toEqual([3 * 8 * 196, 3 * 8 * 2 * 196, 3 * 8 * 2 * 196]);
  const { decoder } = staticShapesRnnEm(network);
  const decoded = values(model.pixels.mean(decoder.decode(tensor(seen.theta, [3 * 8, 2, decoder.thetaSize]))));
  for (const [i, mean] of decoded.entries()) expect(seen.means[i]).toBeCloseTo(mean, 5);
  for (const i of [0, 100, 195]) expect(seen.gamma[i]! + seen.gamma[196 + i]!).toBeCloseTo(1, 5);
  expect(seen.inputs.every((v) => v === 0 || v === 1)).toBe(true);
  await expectNoLeak(() => observe(model, firstBatch(), options));
});

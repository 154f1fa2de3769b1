import { readdirSync, readFileSync } from 'node:fs';
import { countParams, namedVariables } from '@neural-em/core';
import { batches, type Digits } from '@neural-em/datasets';
import { loadMnist } from '@neural-em/datasets/mnist';
import { useCpuBackend } from '@neural-em/testing';
import { createTrainStep, evaluate } from '@neural-em/trainers';
import { describe, expect, it } from 'vitest';
import {
  type AssembledModel,
  assemble,
  assembleModel,
  experimentNamed,
  experiments,
  type NoiseSettings,
  ownParts,
  type Settings,
  withParts,
} from './index.ts';
import { change } from './settings.fixture.ts';

useCpuBackend();

const stripes = (): Digits => ({
  height: 28,
  width: 28,
  images: Uint8Array.from({ length: 30 * 784 }, (_, i) => (i % 7 < 3 ? 200 : 0)),
  labels: new Uint8Array(30),
});
const parts = withParts({ sources: { digits: () => ({ training: stripes(), validation: stripes(), test: stripes() }) } });

/** The same experiment, small enough to train in a moment. */
const small = (name: string): Settings => {
  const { data, model, training } = experimentNamed(name);
  return change(name, {
    data: { height: 16, width: 16, frames: Math.min(data.frames, 5) },
    model: { thetaSize: 4, ...(model.convolutional ? { convolutional: { ...model.convolutional, channels: [2, 3], dense: 5 } } : {}) },
    training: { batchSize: 2, emSteps: typeof training.emSteps === 'number' ? Math.min(training.emSteps, 3) : 'all' },
  });
};

describe('assemble', () => {
  it.each(Object.keys(experiments))('makes %s, which trains and is scored', async (name) => {
    const settings = small(name);
    const { dataset, model, training } = await assemble(settings, parts);
    const batch = dataset.read('training', [0, 1]);
    expect(batch.shape).toEqual([settings.data.frames, 2, 16, 16, 1]);
    const step = createTrainStep(model, training);
    const { loss } = await step.run(batch, 1);
    expect(loss).toBeGreaterThan(0);
    const { images } = await evaluate(model, batches(dataset, 'test', { batchSize: 2, limit: 2 }), training);
    expect(images).toBe(2);
  });

  it.each([
    ['static-shapes', 455_534],
    ['flying-shapes-3', 3_403_389],
    ['flying-mnist-2', 1_835_091],
    ['balls4mass', 4_951_978],
  ])('makes %s with the %i parameters of the paper', (name, count) => {
    expect(countParams(assembleModel(experimentNamed(name), parts).model.params)).toBe(count);
  });

  it('makes Relational N-EM with and without attention, of any network, and what it is compared with', () => {
    const count = (model: Partial<Settings['model']>) => countParams(assembleModel(change('balls4mass', { model })).model.params);
    expect(count({ attention: false })).toBe(4_926_577);
    expect(count({ algorithm: 'rnn-em' })).toBe(4_611_827);
    expect(count({ algorithm: 'rnn-em', components: 1, cell: 'layer-norm-lstm' })).toBe(5_185_077);
    const dense = change('static-shapes', { model: { algorithm: 'r-nem', thetaSize: 20 } });
    expect(Object.keys(assembleModel(dense).model.params)).toEqual(['recurrent', 'decoder']);
  });

  it('makes balls whose number differs from image to image, of the authors’ law at any size', async () => {
    const { dataset } = await assemble(small('balls678mass-small'));
    const { groups } = dataset.read(
      'training',
      Array.from({ length: 40 }, (_, i) => i),
    );
    const counts = Array.from({ length: 40 }, (_, b) => Math.max(...groups.subarray(b * 256, (b + 1) * 256)));
    expect(new Set(counts)).toEqual(new Set([6, 7, 8]));
    const flat = change('balls4mass', { data: { width: 32 } });
    await expect(assemble(flat)).rejects.toThrow('data.height and data.width must be equal for bouncing-balls, not 64 and 32');
    await expect(assemble(change('balls3curtain', { data: { objects: 4 } }))).rejects.toThrow(
      'data.objects must be 3 for curtained-balls, not 4',
    );
  });

  it('makes a model without data, the same one', async () => {
    const settings = small('flying-mnist-2');
    const weights = ({ model }: Pick<AssembledModel, 'model'>) =>
      namedVariables(model.params).map(([name, variable]) => [name, ...variable.dataSync()]);
    expect(weights(assembleModel(settings))).toEqual(weights(await assemble(settings, parts)));
  });

  it('takes Gaussian pixels as the authors do, by the temperature of the E-step', () => {
    expect(experimentNamed('flying-mnist-2').model.temperature).toBe(0.0625);
    expect(assembleModel(small('flying-mnist-2'), parts).model.pixels.name).toBe('gaussian');
  });

  it('draws MNIST itself, of the stage’s digits alone', async () => {
    const digits = loadMnist();
    const { dataset } = await assemble(
      change('flying-mnist-2', { data: { variants: 1, objects: 1, frames: 1 }, training: { emSteps: 1 } }),
      withParts({ sources: { digits: () => digits } }),
    );
    const { frames } = dataset.read('training', [0, 1, 2]);
    const ink = [0, 1, 2].map((b) => frames.subarray(b * 576, (b + 1) * 576).reduce((a, x) => a + x, 0));
    for (const sum of ink) expect(sum).toBeCloseTo(ink[0]!, 3);
    expect(ink[0]).toBeGreaterThan(5);
  });

  it('takes any recurrent cell and N-EM by name', () => {
    for (const cell of Object.keys(ownParts.cells)) {
      const settings = small('flying-shapes-3');
      const { model } = assembleModel({ ...settings, model: { ...settings.model, cell } });
      expect(countParams(model.params)).toBeGreaterThan(100);
    }
    const settings = small('static-shapes');
    expect(Object.keys(assembleModel({ ...settings, model: { ...settings.model, algorithm: 'n-em' } }).model.params)).toEqual([
      'learningRate',
      'decoder',
    ]);
  });

  it('moves objects by the law that the settings name', async () => {
    const frames = async (velocity: { law: 'whole' | 'constant'; speed: number }) =>
      (await assemble(change('flying-shapes-3', { data: { objects: 1, velocity, frames: 3 } }))).dataset.read('test', [0, 1]).frames;
    const still = await frames({ law: 'whole', speed: 0 });
    expect(still.subarray(0, 1568)).toEqual(still.subarray(1568, 3136));
    expect(await frames({ law: 'constant', speed: 2 })).not.toEqual(await frames({ law: 'whole', speed: 2 }));
  });

  it('refuses flying MNIST without digits', async () => {
    await expect(assemble(experimentNamed('flying-mnist-2'))).rejects.toThrow(/flying-digits needs digits: assemble\(settings, withParts/);
  });
});

it('lets noise grow over training steps, where settings say so', () => {
  const trainingOf = (noise: Partial<NoiseSettings>) =>
    assembleModel(
      change('static-shapes', { training: { noise: { ...experimentNamed('static-shapes').training.noise, ...noise }, lossSteps: 4 } }),
    ).training;
  const { noise, noiseAt, lossSteps } = trainingOf({ kind: 'bit-flip', probability: 0.2, growSteps: 100 });
  expect([1, 50, 100, 1000].map((step) => noiseAt?.(step).name)).toEqual([0.002, 0.1, 0.2, 0.2].map((p) => `bit flip ${p}`));
  expect([noise.name, lossSteps]).toEqual(['bit flip 0.2', 4]);
  expect(assembleModel(change('static-shapes', { training: { lossSteps: 'all', emSteps: 7 } })).training.lossSteps).toBe(7);
  expect(trainingOf({ kind: 'bit-flip', probability: 0.2 }).noiseAt).toBeUndefined();
  const more = trainingOf({ kind: 'bit-flip', probability: 0.1, trainingProbability: 0.2 });
  expect([more.noise.name, more.noiseAt?.(1).name]).toEqual(['bit flip 0.1', 'bit flip 0.2']);
});

it('drops the share of theta that settings name, none by default', () => {
  const rate = (experiment: string, training = {}) => assembleModel(change(experiment, { training })).training.thetaDropout;
  expect([rate('static-shapes'), rate('static-shapes', { thetaDropout: 0.3 }), rate('flying-shapes-3')]).toEqual([0, 0.3, 0]);
});

it('lets settings be points over training steps, and validates with the last value', () => {
  const points = (from: number, to: number) =>
    [
      [1, from],
      [11, to],
    ] as const;
  const { training, model } = assembleModel(
    change('static-shapes', {
      data: { height: 14, width: 14 },
      model: { thetaSize: 4, floor: points(0.1, 0), gammaGradient: points(0, 1) },
      training: {
        thetaDropout: points(0.5, 0.3),
        emSteps: points(4, 10),
        lossSteps: 'all',
        litInterWeight: points(0, 1),
        litSharePower: points(0, 12),
      },
    }),
  );
  expect([training.thetaDropout, training.emSteps, training.lossSteps, training.litInterWeight, training.litSharePower]).toEqual([
    0.3, 10, 10, 1, 12,
  ]);
  const { model: own, ...middle } = training.at!(6);
  expect(middle).toEqual({ thetaDropout: 0.4, emSteps: 7, lossSteps: 7, litInterWeight: 0.5, litSharePower: 6 });
  expect(own!.params.decoder).toBe(model.params.decoder);
  const { training: first } = assembleModel(change('static-shapes', { model: { thetaSize: 4, firstSteps: points(1, 2) } }));
  // Between 1 and 2 steps there is no third number: the model changes once.
  expect(new Set(Array.from({ length: 11 }, (_, i) => first.at!(i + 1).model)).size).toBe(2);
  expect(assembleModel(small('static-shapes')).training.at).toBeUndefined();
});

it('nothing but a test needs Node', () => {
  const folder = new URL('.', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.test)\.ts$/.test(name));
  expect(files).toContain('index.ts');
  for (const name of files) expect(readFileSync(new URL(name, folder), 'utf8')).not.toMatch(/from '(node:|@neural-em\/datasets\/)/);
});

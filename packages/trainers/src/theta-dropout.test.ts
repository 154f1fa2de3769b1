import { bernoulli, type EmModel, nem, rnnEm } from '@neural-em/core';
import { staticShapes } from '@neural-em/datasets';
import { staticShapesNem, staticShapesRnnEm } from '@neural-em/networks';
import { createRandom } from '@neural-em/random';
import { useCpuBackend, values } from '@neural-em/testing';
import { ones } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adam, createTrainStep, evaluate, noNoise, TrainingOptionError, type TrainStepOptions } from './index.ts';
import { dropoutMasks, masked } from './theta-dropout.ts';

useCpuBackend();

const size = { height: 14, width: 14, objects: 1 };
const dataset = staticShapes({ seed: 0, ...size });
const batch = dataset.read('training', [0, 1, 2]);
const options = { components: 2, emSteps: 3, noise: noNoise, seed: 1, optimizer: adam() };
const networkOptions = { etaShape: [196, 1] as const, thetaSize: 8, seed: 3 };
const rnnModel = () => rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm(networkOptions) });
const runStep = (changes: Partial<TrainStepOptions> = {}, { step = 1, model = rnnModel() as EmModel } = {}) =>
  createTrainStep(model, { ...options, ...changes }).run(batch, step);

describe('thetaDropout', () => {
  it('drops its share, and keeps the mean', () => {
    const [images, components, M] = [40, 5, 100];
    const shape = () => [images, components, M];
    const kept = values(masked(dropoutMasks(0.3, createRandom(1, 'test'), { steps: 1, shape }))(ones(shape())));
    const dropped = kept.filter((value) => value === 0).length / kept.length;
    // Four deviations of a share of 20,000 coins.
    expect(Math.abs(dropped - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / kept.length));
    for (const value of kept) expect(value === 0 || Math.abs(value - 1 / 0.7) < 1e-6).toBe(true);
  });

  it('draws anew for every step', () => {
    const drop = masked(dropoutMasks(0.5, createRandom(1, 'test'), { steps: 2, shape: () => [1, 1, 64] }));
    expect(values(drop(ones([1, 1, 64])))).not.toEqual(values(drop(ones([1, 1, 64]))));
  });

  it('falls to 0 in a straight line over EM steps', () => {
    const drop = masked(dropoutMasks(0.6, createRandom(1, 'test'), { steps: 5, fallSteps: 3, shape: () => [1, 1, 20_000] }));
    const shares = [1, 2, 3, 4, 5].map(() => {
      const kept = values(drop(ones([1, 1, 20_000])));
      return kept.filter((value) => value === 0).length / kept.length;
    });
    for (const [i, share] of [0.6, 0.4, 0.2, 0, 0].entries()) expect(Math.abs(shares[i]! - share)).toBeLessThan(0.015);
  });

  it.each([0, 1.5])('refuses to fall over %d EM steps', async (thetaDropoutSteps) => {
    await expect(runStep({ thetaDropout: 0.5, thetaDropoutSteps })).rejects.toThrow(
      `thetaDropoutSteps must be a whole number above 0, not ${thetaDropoutSteps}`,
    );
  });

  it.each([-0.1, 1, Number.NaN])('refuses a rate of %d', async (rate) => {
    await expect(runStep({ thetaDropout: rate })).rejects.toThrow(TrainingOptionError);
    await expect(runStep({ thetaDropout: rate })).rejects.toThrow(`of at least 0 and below 1, not ${rate}`);
  });
});

describe('a training step with thetaDropout', () => {
  it('draws the same in the same step, and other entries in the next', async () => {
    const dropped = await runStep({ thetaDropout: 0.5 });
    expect(await runStep({ thetaDropout: 0.5 })).toEqual(dropped);
    expect((await runStep({ thetaDropout: 0.5 }, { step: 2 })).loss).not.toBe(dropped.loss);
    expect(await runStep({ thetaDropout: 0 })).toEqual(await runStep());
    expect((await runStep()).loss).not.toBe(dropped.loss);
  });

  it('trains N-EM, too', async () => {
    const model = (): EmModel => nem({ pixels: bernoulli(), ...staticShapesNem(networkOptions) });
    expect((await runStep({ thetaDropout: 0.5 }, { model: model() })).loss).not.toBe((await runStep({}, { model: model() })).loss);
  });

  it('leaves evaluation as it is', async () => {
    const score = (changes: object) => evaluate(rnnModel(), [batch], { ...options, ...changes, metrics: {} });
    expect(await score({ thetaDropout: 0.5 })).toEqual(await score({}));
  });
});

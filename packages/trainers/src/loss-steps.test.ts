import { bernoulli, rnnEm } from '@neural-em/core';
import { flyingShapes, staticShapes } from '@neural-em/datasets';
import { staticShapesRnnEm } from '@neural-em/networks';
import { useCpuBackend } from '@neural-em/testing';
import { describe, expect, it } from 'vitest';
import { adam, bitFlip, createTrainStep, noNoise, TrainingOptionError, type TrainStepOptions } from './index.ts';

useCpuBackend();

const size = { height: 14, width: 14, objects: 1 };
const batch = staticShapes({ seed: 0, ...size }).read('training', [0, 1, 2]);
const options = { components: 2, emSteps: 3, noise: noNoise, seed: 1, optimizer: adam() };
const firstStep = (changes: Partial<TrainStepOptions> = {}, items = batch) => {
  const model = rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ etaShape: [196, 1], thetaSize: 8, seed: 3 }) });
  return createTrainStep(model, { ...options, ...changes }).run(items, 1);
};

describe('lossSteps', () => {
  it('is a mean over the last EM steps', async () => {
    const losses: number[] = [];
    for (const emSteps of [1, 2, 3]) losses.push((await firstStep({ emSteps })).loss);
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
    for (const lossSteps of [1, 2, 3]) expect((await firstStep({ lossSteps })).loss / mean(losses.slice(-lossSteps))).toBeCloseTo(1, 5);
    expect(new Set(losses).size).toBe(3);
  });

  it.each([0, 4, 1.5])('refuses %d of three EM steps', async (lossSteps) => {
    await expect(firstStep({ lossSteps })).rejects.toThrow(TrainingOptionError);
    await expect(firstStep({ lossSteps })).rejects.toThrow(`from 1 to the 3 EM steps, not ${lossSteps}`);
  });

  it('refuses sequences, which have a loss at every step', async () => {
    const frames = flyingShapes({ seed: 0, ...size, frames: 4 }).read('training', [0]);
    await expect(firstStep({ lossSteps: 2 }, frames)).rejects.toThrow(/static images/);
  });
});

it('noiseAt takes the place of the noise, by training step', async () => {
  const noiseAt = (step: number) => (step === 1 ? noNoise : bitFlip(1));
  expect(await firstStep({ noise: bitFlip(0.5), noiseAt })).toEqual(await firstStep());
  expect(await firstStep({ noise: bitFlip(0.5) })).not.toEqual(await firstStep());
});

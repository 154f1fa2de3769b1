import { bernoulli, type EmModel, rNem, unroll } from '@neural-em/core';
import { type BallsBatch, balls4mass, batches, bouncingBalls, flyingShapes, staticShapes } from '@neural-em/datasets';
import { binaryCrossEntropy } from '@neural-em/metrics';
import { ballsRNem } from '@neural-em/networks';
import { expectNoLeak, useCpuBackend, values } from '@neural-em/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { bitFlip, evaluate, observe, prepare, scoreNextFrames, summarizeLoss, TrainingOptionError } from './index.ts';

useCpuBackend();

const side = 16;
const D = side * side;
const data = bouncingBalls({ seed: 3, objects: 8, side, frames: 9, size: { training: 2, validation: 2, test: 5 } });
const sizes = { imageShape: [side, side, 1], channels: [2, 2], dense: 8, thetaSize: 6, attentionSize: 4, seed: 0 } as const;
let model: EmModel;
beforeAll(() => {
  model = rNem({ pixels: bernoulli(), ...ballsRNem(sizes) });
});
const options = { components: 3, noise: bitFlip(0.2), seed: 4 };
const test = (batchSize: number) => batches(data, 'test', { batchSize });
const agreement = (truth: ArrayLike<number>, prediction: ArrayLike<number>) =>
  Array.from(truth).filter((group, i) => group === prediction[i]! + 1).length / truth.length;

describe('scoreNextFrames', () => {
  it('has the loss of an evaluation and of unrolling', async () => {
    const scores = await scoreNextFrames(model, test(5), { ...options, interWeight: 0.5, litInterWeight: 0.3, litSharePower: 2 });
    const prepared = prepare(
      model,
      data.read('test', [0, 1, 2, 3, 4]),
      { ...options, interWeight: 0.5, litInterWeight: 0.3, litSharePower: 2 },
      'next frame/0',
    );
    const loss = values(unroll(model, prepared).loss.total)[0]!;
    expect(scores.all.loss.reduce((a, b) => a + b)).toBeCloseTo(loss, 2);
    expect(scores.images).toBe(5);
  });

  it('has the cross entropies of what is observed, over all pixels and over those of balls that collide', async () => {
    const batch: BallsBatch = data.read('test', [0, 1, 2, 3, 4]);
    const scores = await scoreNextFrames(model, [batch], options);
    // Noise and initial responsibilities depend on the name of the evaluation, so the model has one component and no noise.
    const quiet = { ...options, noise: bitFlip(0), components: 1 };
    const { all, collisions } = await scoreNextFrames(model, [batch], quiet);
    const seen = await observe(model, batch, quiet);
    for (let t = 0; t < 8; t++) {
      const step = (array: ArrayLike<number>, at: number) => Array.from({ length: 5 * D }, (_, i) => array[at * 5 * D + i]!);
      const [truth, before] = [step(batch.frames, t + 1), step(batch.frames, t)];
      const mask = step(batch.annotations.collisions.values, t + 1);
      const prediction = step(seen.means, t);
      expect(all.crossEntropy[t]).toBeCloseTo(binaryCrossEntropy(truth, prediction) / 5, 2);
      expect(all.crossEntropyBound[t]).toBeCloseTo(all.crossEntropy[t]!, 2);
      expect(collisions!.crossEntropy[t]).toBeCloseTo(binaryCrossEntropy(truth, prediction, { mask }) / 5, 2);
      expect(all.copy[t]! / (binaryCrossEntropy(truth, before) / 5)).toBeCloseTo(1, 4);
      expect(collisions!.copy[t]! * 5).toBeCloseTo(binaryCrossEntropy(truth, before, { mask }), 0);
      // One component answers for all: the loss is its cross entropy.
      expect(all.loss[t]).toBeCloseTo(all.crossEntropy[t]!, 2);
    }
    expect(Math.max(...collisions!.copy)).toBeGreaterThan(0);
    for (const [t, bound] of scores.all.crossEntropyBound.entries())
      expect(bound).toBeGreaterThanOrEqual(scores.all.crossEntropy[t]! * 0.5);
  });

  it('scores groupings of frames and of sequences', async () => {
    const batch = data.read('test', [0, 1, 2, 3, 4]);
    const { metrics } = await scoreNextFrames(model, [batch], { ...options, metrics: { agreement } });
    const { frames, sequences } = metrics.agreement!;
    expect([frames.length, sequences.length]).toEqual([8, 5]);
    // The same pixels, counted by step or by sequence.
    expect(sequences.reduce((a, b) => a + b) / 5).toBeCloseTo(frames.reduce((a, b) => a + b) / 8, 10);
    const quiet = { ...options, noise: bitFlip(0), components: 1, metrics: { agreement } };
    const { stepScores } = await evaluate(model, test(5), quiet);
    const alone = (await scoreNextFrames(model, test(5), quiet)).metrics.agreement!;
    stepScores.agreement!.forEach((images, t) => {
      expect(alone.frames[t]).toBeCloseTo(images.reduce((a, b) => a + b) / 5, 10);
    });
  });

  it('means over images, however they are batched', async () => {
    const quiet = { ...options, noise: bitFlip(0), components: 1 };
    const [one, many] = [await scoreNextFrames(model, test(5), quiet), await scoreNextFrames(model, test(2), quiet)];
    one.collisions!.loss.forEach((value, t) => {
      expect(many.collisions!.loss[t]).toBeCloseTo(value, 2);
    });
  });

  it('knows no collisions of data without them, and leaves no tensor behind', async () => {
    const shapes = flyingShapes({
      seed: 1,
      height: side,
      width: side,
      frames: 3,
      objects: 1,
      size: { training: 2, validation: 2, test: 2 },
    });
    await expectNoLeak(async () => {
      const scores = await scoreNextFrames(model, batches(shapes, 'test', { batchSize: 2 }), options);
      expect(scores.collisions).toBeUndefined();
    });
  });

  it('says what is wrong with its data', async () => {
    await expect(scoreNextFrames(model, [], options)).rejects.toThrow(TrainingOptionError);
    const still = staticShapes({ seed: 1, height: side, width: side, objects: 1 }).read('test', [0]);
    await expect(scoreNextFrames(model, [still], { ...options, emSteps: 3 })).rejects.toThrow('not still images');
    const longer = balls4mass({ seed: 1, side, frames: 4 }).read('test', [0]);
    await expect(scoreNextFrames(model, [data.read('test', [0]), longer], options)).rejects.toThrow('the same number of frames');
  });
});

describe('summarizeLoss', () => {
  const losses = { loss: [4, 2, 1, 1], crossEntropy: [1, 1, 1, 1], crossEntropyBound: [1, 1, 1, 1], copy: [4, 4, 4, 1] };
  it('means over steps, beside copying', () => {
    expect(summarizeLoss(losses, 'loss')).toEqual({ value: 2, relative: 8 / 13 });
    expect(summarizeLoss(losses, 'loss', { last: 2 })).toEqual({ value: 1, relative: 2 / 5 });
    expect(() => summarizeLoss(losses, 'loss', { last: 5 })).toThrow('last must be a whole number from 1 to the 4 steps, not 5');
  });
});

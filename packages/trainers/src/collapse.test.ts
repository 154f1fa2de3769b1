import type { EmModel } from '@neural-em/core';
import { bernoulli } from '@neural-em/core';
import { useCpuBackend } from '@neural-em/testing';
import { reshape, softmax, stack, type Tensor, tensor, transpose, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { collapseSigns } from './collapse.ts';
import { type Evaluation, evaluate, noNoise } from './index.ts';

useCpuBackend();

const groups = Uint8Array.from([1, 1, 2, 2, 0, 0, 0, 0]);
const batch = { shape: [1, 1, 2, 4, 1], frames: new Float32Array(8), groups } as const;

/** A model that assigns each pixel with the logits given, [K][D]. */
function assigning(logits: number[][]): EmModel {
  const gamma = (): Tensor => reshape(transpose(softmax(transpose(tensor(logits)))), [1, logits.length, 8, 1]);
  const state = () => ({ carried: zeros([1]), eta: stack([zeros([1, logits.length, 8])], -1) as Tensor, gamma: gamma() });
  return { pixels: bernoulli(), params: {}, etaShape: [8, 1], init: state, step: state, explain: state };
}
const useOf = async (logits: number[][]) =>
  (await evaluate(assigning(logits), [batch], { components: logits.length, emSteps: 1, noise: noNoise, seed: 1 })).use;

describe('the use of components', () => {
  it('is measured over the pixels that are scored', async () => {
    expect(
      await useOf([
        [9, 9, 9, 0, 0, 0, 0, 0],
        [0, 0, 0, 9, 9, 9, 9, 9],
      ]),
    ).toMatchObject({ largestShare: 0.75, largestTrueShare: 0.5 });
    expect(
      (
        await useOf([
          [9, 9, 9, 9, 0, 0, 0, 0],
          [0, 0, 0, 0, 9, 9, 9, 9],
        ])
      ).largestShare,
    ).toBe(1);
  });

  it('has no true share without labels', async () => {
    const unlabelled = { ...batch, groups: new Uint8Array(batch.groups.length) };
    const model = assigning([
      [9, 9, 9, 9, 9, 0, 0, 0],
      [0, 0, 0, 0, 0, 9, 9, 9],
    ]);
    const { use } = await evaluate(model, [unlabelled], { components: 2, emSteps: 1, noise: noNoise, seed: 1 });
    expect(use).toEqual({ largestShare: expect.closeTo(5 / 8, 5), confidence: expect.any(Number) });
  });

  it('is certain or uniform', async () => {
    expect((await useOf([Array(8).fill(50), Array(8).fill(0), Array(8).fill(0)])).confidence).toBeCloseTo(1, 5);
    expect((await useOf([Array(8).fill(0), Array(8).fill(0), Array(8).fill(0)])).confidence).toBeCloseTo(0, 5);
  });
});

describe('signs of collapse', () => {
  const healthy = { largestShare: 0.6, largestTrueShare: 0.5, confidence: 0.9 };
  const signs = (
    use: Partial<typeof healthy>,
    scores: [loss: number, score: number][] = [
      [2, 0.1],
      [1, 0.5],
    ],
  ) => {
    const history = scores.map(([loss, score], step) => ({ step, loss, score }));
    return Object.keys(collapseSigns({ components: 3 }, { use: { ...healthy, ...use } } as Evaluation, history));
  };

  it('are seen where they are, and nowhere else', () => {
    expect(signs({})).toEqual([]);
    expect(signs({ largestShare: 0.97 })).toEqual(['one-component']);
    expect(signs({ largestShare: 0.97, largestTrueShare: 0.9 })).toEqual([]);
    expect(signs({ confidence: 0.01 })).toEqual(['uniform']);
    expect(signs({ confidence: 0.01 }, [[2, 0.1]])).toEqual([]);
  });

  it('the score falls while the loss is at its lowest', () => {
    expect(
      signs({}, [
        [3, 0.5],
        [2, 0.6],
        [1, 0.4],
      ]),
    ).toEqual(['score-falls']);
    expect(
      signs({}, [
        [3, 0.5],
        [2, 0.6],
        [1, 0.55],
      ]),
    ).toEqual([]);
    expect(
      signs({}, [
        [3, 0.5],
        [2, 0.6],
        [2.5, 0.2],
      ]),
    ).toEqual([]);
    expect(
      signs({}, [
        [3, 0.01],
        [2, -0.01],
      ]),
    ).toEqual([]);
  });
});

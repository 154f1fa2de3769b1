import { expectClose, useCpuBackend, values } from '@neural-em/testing';
import { fill, ones, slice, type Tensor, tensor, variableGrads } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bernoulli, everyStep, lastStep, ownFrame, ownTarget, rnnEm, unroll, variables } from './index.ts';
import { gammaOf, image, richMStep, smallDecoder } from './model.fixture.ts';

useCpuBackend();

describe('the frames of a model that goes on by itself', () => {
  it('have for each component what is bright in comparison to its brightest pixel, for the E-step what is lit at all', () => {
    const means = tensor([0.9, 0.5, 0.4, 0.05, 0.02, 0.2, 0.3, 0.05], [1, 2, 4, 1]);
    expect(values(ownFrame(means))).toEqual([1, 1, 1, 0]);
    expect(values(ownFrame(means, 0.9))).toEqual([1, 0, 1, 0]);
    expect(values(ownTarget(means))).toEqual([1, 1, 1, 0]);
    expect(values(ownTarget(means, 0.45))).toEqual([1, 1, 0, 0]);
  });

  it('have nothing of a component that is dark', () => {
    expect(values(ownFrame(fill([1, 2, 4, 1], 0.09)))).toEqual([0, 0, 0, 0]);
  });
});

describe('unroll with own frames', () => {
  const setUp = () => {
    const frames = ['a', 'b', 'c', 'd'].map((name) => image(2, name));
    return {
      model: rnnEm({ pixels: bernoulli(), decoder: smallDecoder(3, 2), mStep: richMStep() }),
      frames,
      options: { gamma: gammaOf(2, 3), inputs: frames.slice(0, 3), targets: frames.slice(1), stepWeights: everyStep(3) },
    };
  };
  const mask = (...own: number[]) => tensor(own, [2, 1, 1, 1]);
  const of = (x: Tensor, b: number) => values(slice(x, b, 1));

  it('reads its own frame and explains its own target, in the sequences of the mask only', () => {
    const { model, frames, options } = setUp();
    const ownFrames = [mask(0, 0), mask(0, 0), mask(1, 0)];
    const [plain, own] = [unroll(model, options).states, unroll(model, { ...options, ownFrames }).states];
    expectClose(own[1]!.gamma, plain[1]!.gamma, 0);
    expect(of(own[2]!.gamma, 1)).toEqual(of(plain[2]!.gamma, 1));
    const psi = bernoulli().mean(plain[1]!.eta);
    const alone = model.step(model.explain(plain[1]!, ownTarget(psi)), ownFrame(psi), frames[3]!);
    expect(of(own[2]!.gamma, 0)).toEqual(of(alone.gamma, 0));
    expect(of(own[2]!.gamma, 0)).not.toEqual(of(plain[2]!.gamma, 0));
  });

  it('has a gradient, also through the steps on own frames', () => {
    const { model, options } = setUp();
    const task = { ...options, ownFrames: [mask(0, 0), mask(1, 1), mask(1, 1)], stepWeights: lastStep(3) };
    const { grads } = variableGrads(() => unroll(model, task).loss.total, variables(model.params));
    for (const gradient of Object.values(grads)) expect(values(gradient).some((value) => value !== 0)).toBe(true);
  });

  it('wants one mask for each input', () => {
    const { model, options } = setUp();
    expect(() => unroll(model, { ...options, ownFrames: [ones([2, 1, 1, 1])] })).toThrow(
      'unroll: as many ownFrames as inputs are needed, not 1 and 3',
    );
  });
});

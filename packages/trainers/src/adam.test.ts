import { expectClose, normalTensor, useCpuBackend } from '@neural-em/testing';
import { memory, train, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adam } from './index.ts';

useCpuBackend();

describe('adam', () => {
  const gradients = () => Array.from({ length: 20 }, (_, i) => normalTensor([3, 4], `gradient ${i}`));

  it('takes the steps of TensorFlow.js', () => {
    const ours = variable(normalTensor([3, 4], 'weight'));
    const theirs = variable(normalTensor([3, 4], 'weight'));
    const optimizer = adam({ learningRate: 0.01 })([ours]);
    const reference = train.adam(0.01);
    for (const [i, g] of gradients().entries()) {
      optimizer.apply([g], i + 1);
      reference.applyGradients([{ name: theirs.name, tensor: g }]);
    }
    expectClose(ours, theirs, 1e-5);
  });

  it('goes on bit for bit from its slots and the number of updates', () => {
    const run = (restartAt?: number) => {
      const weight = variable(normalTensor([3, 4], 'weight'));
      let optimizer = adam()([weight]);
      for (const [i, g] of gradients().entries()) {
        if (i === restartAt) {
          const next = adam()([weight]);
          for (const [name, slot] of Object.entries(optimizer.slots)) next.slots[name]!.assign(slot);
          optimizer = next;
        }
        optimizer.apply([g], i + 1);
      }
      return weight.dataSync();
    };
    expect(run(7)).toEqual(run());
  });

  it.each([
    [{ learningRate: 0 }, /learningRate must be a number above 0, not 0/],
    [{ beta1: 1 }, /beta1 must be a number of at least 0 and below 1, not 1/],
    [{ beta2: -1 }, /beta2 must be a number of at least 0 and below 1, not -1/],
  ])('refuses %o', (options, message) => expect(() => adam(options)).toThrow(message));

  it('keeps two variables a weight and nothing else', () => {
    const weight = variable(normalTensor([2], 0));
    const before = memory().numTensors;
    expect(Object.keys(adam()([weight]).slots)).toEqual(['0/first', '0/second']);
    expect(memory().numTensors - before).toBe(2);
  });
});

import { OptionError } from '@neural-em/core';
import { expectClose, normalTensor, relativeError, useCpuBackend, values } from '@neural-em/testing';
import { add, gather, grads, ones, reshape, slice, sum, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { glimpseEncoder, glimpseMStep, lstm, patchDecoder, patchRNem, patchRnnEm, relational, relationalGlimpseMStep } from './index.ts';

useCpuBackend();

const sizes = { imageShape: [8, 8, 1], channels: [2, 3], dense: 5 } as const;
const encoderOf = () => {
  const decoder = patchDecoder({ thetaSize: 4, imageShape: sizes.imageShape, patch: [3, 3], dense: 5, seed: 1 });
  return glimpseEncoder({ ...sizes, decoder, seed: 2 });
};

describe('glimpseEncoder', () => {
  it('gives features of the whole residual, and of the place that theta names', () => {
    const encoder = encoderOf();
    const residual = normalTensor([3, 64], 'residual');
    const [here, there] = [normalTensor([3, 4], 'here', 5), normalTensor([3, 4], 'there', 5)];
    const [a, b] = [here, there].map((theta) => encoder.encode(residual, theta)) as [Tensor, Tensor];
    expect(a.shape).toEqual([3, 10]);
    expectClose(slice(a, [0, 0], [3, 5]), slice(b, [0, 0], [3, 5]), 0);
    expect(relativeError(slice(a, [0, 5], [3, 5]), slice(b, [0, 5], [3, 5]))).toBeGreaterThan(0.01);
  });

  it('lets no gradient through the place', () => {
    const encoder = encoderOf();
    const residual = normalTensor([3, 64], 'residual');
    // Adding theta makes the score depend on it, which `grads` asks for.
    const score = (theta: Tensor, image: Tensor) => add(sum(encoder.encode(image, theta)), sum(theta));
    const [byTheta, byImage] = grads(score as (...inputs: Tensor[]) => Tensor)([normalTensor([3, 4], 'theta'), residual]);
    expectClose(byTheta!, ones([3, 4]), 0);
    expect(Math.max(...values(byImage!).map(Math.abs))).toBeGreaterThan(0.01);
  });
});

describe('glimpseMStep', () => {
  it('looks where it drew in the step before; theta begins at 0', () => {
    const encoder = encoderOf();
    const cell = lstm({ inputs: 10, size: 4, seed: 3 });
    const mStep = glimpseMStep({ encoder, cell });
    const residual = normalTensor([2, 3, 64, 1], 'residual');
    const flat = reshape(residual, [6, 64]);
    const first = mStep.step(mStep.init(2, 3), residual);
    const expected = cell.step(cell.init(6), encoder.encode(flat, zeros([6, 4])));
    expectClose(first.theta, expected.output, 1e-6);
    const second = mStep.step(first.state, residual);
    expectClose(second.theta, cell.step(expected.state, encoder.encode(flat, expected.output)).output, 1e-6);
    expect(second.theta.shape).toEqual([2, 3, 4]);
  });
});

describe('relationalGlimpseMStep', () => {
  it('permutes with the components', () => {
    const cell = relational({ inputs: 10, size: 4, attentionSize: 3, seed: 3 });
    const mStep = relationalGlimpseMStep({ encoder: encoderOf(), cell });
    const residual = normalTensor([2, 3, 64, 1], 'residual');
    const swapped = (x: Tensor) => gather(x, [2, 0, 1], 1);
    const twice = (r: Tensor) => mStep.step(mStep.step(mStep.init(2, 3), r).state, r);
    const [one, other] = [twice(residual), twice(swapped(residual))];
    expectClose(other.theta, swapped(one.theta), 1e-5);
    expectClose(mStep.attention(one.state), cell.attention(one.state.cell), 0);
    expect(one.theta.shape).toEqual([2, 3, 4]);
  });
});

describe('patchRnnEm and patchRNem', () => {
  it('refuses a patch that does not fit', () => {
    for (const make of [patchRnnEm, patchRNem]) {
      const made = () => make({ ...sizes, patch: [9, 3], thetaSize: 4, seed: 0 });
      expect(made).toThrow(OptionError);
      expect(made).toThrow('a patch of 9×3 does not fit into an image of 8×8');
    }
  });
});

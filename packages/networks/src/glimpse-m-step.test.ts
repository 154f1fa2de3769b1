import { OptionError } from '@neural-em/core';
import { expectClose, normalTensor, relativeError, useCpuBackend, values } from '@neural-em/testing';
import {
  add,
  concat,
  fill,
  gather,
  grad,
  grads,
  mul,
  ones,
  reshape,
  slice,
  sub,
  sum,
  type Tensor,
  tensor,
  type Variable,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  glimpseEncoder,
  glimpseMStep,
  lstm,
  type PatchDecoder,
  patchDecoder,
  patchRNem,
  patchRnnEm,
  relational,
  relationalGlimpseMStep,
  searchEncoder,
} from './index.ts';
import { contextOf } from './step-context.fixture.ts';

useCpuBackend();

const sizes = { imageShape: [8, 8, 1], channels: [2, 3], dense: 5 } as const;
const decoderOf = (motion = false) =>
  patchDecoder({ thetaSize: 4, imageShape: sizes.imageShape, patch: [3, 3], dense: 5, motion, seed: 1 });
const encoders = {
  glimpseEncoder: (decoder = decoderOf()) => glimpseEncoder({ ...sizes, decoder, seed: 2 }),
  searchEncoder: (decoder = decoderOf()) => searchEncoder({ ...sizes, decoder, seed: 2 }),
};
const kinds = Object.entries(encoders);
const residualOf = (B: number, K: number) => normalTensor([B, K, 64, 1], 'residual');

describe.each(kinds)('%s', (_, encoderOf) => {
  it('gives features of the whole image, and of the place that theta names', () => {
    const encoder = encoderOf();
    const [here, there] = [normalTensor([3, 4], 'here', 5), normalTensor([3, 4], 'there', 5)];
    const [a, b] = [here, there].map((theta) => encoder.encode(residualOf(1, 3), theta, contextOf(1, 3))) as [Tensor, Tensor];
    expect(a.shape).toEqual([3, encoder.features]);
    expectClose(slice(a, [0, 0], [3, 5]), slice(b, [0, 0], [3, 5]), 0);
    expect(relativeError(slice(a, [0, 5], [3, 5]), slice(b, [0, 5], [3, 5]))).toBeGreaterThan(0.01);
  });

  it('lets no gradient through the place', () => {
    const encoder = encoderOf();
    // Adding theta makes the score depend on it, which `grads` asks for.
    const score = (theta: Tensor, image: Tensor) => add(sum(encoder.encode(image, theta, contextOf(1, 3))), sum(theta));
    const [byTheta, byImage] = grads(score as (...inputs: Tensor[]) => Tensor)([normalTensor([3, 4], 'theta'), residualOf(1, 3)]);
    expectClose(byTheta!, ones([3, 4]), 0);
    expect(Math.max(...values(byImage!).map(Math.abs))).toBeGreaterThan(0.01);
  });
});

describe('searchEncoder', () => {
  it('gives where its map is largest, and looks there', () => {
    const encoder = encoders.searchEncoder();
    const F = encoder.features;
    const { map } = encoder.params as { map: { kernel: Variable; bias: Variable } };
    const theta = zeros([3, 4]);
    const encode = (context = contextOf(1, 3)) => encoder.encode(residualOf(1, 3), theta, context);
    // A map of equal logits has the middle of the image as its centre.
    map.kernel.assign(zerosLike(map.kernel));
    expectClose(slice(encode(), [0, F - 2], [3, 2]), zeros([3, 2]), 1e-5);
    // With large weights one of the cells wins: its middle lies at 1.5 or 5.5 of 7 pixels, 8 · (1.5 / 7 − 0.5) from the middle.
    map.kernel.assign(mul(normalTensor(map.kernel.shape, 'map'), 1e3));
    const centre = values(slice(encode(), [0, F - 2], [3, 2]));
    for (const value of centre) expect(Math.abs(value)).toBeCloseTo(8 * (0.5 - 1.5 / 7), 3);
  });

  it('notices a component that answers for the same pixels, which the residual does not show', () => {
    const encoder = encoders.searchEncoder();
    const { input } = contextOf(1, 2);
    const at = (share: number) =>
      encoder.encode(zeros([1, 2, 64, 1]), zeros([2, 4]), {
        input,
        gamma: concat([fill([1, 1, 64, 1], share), fill([1, 1, 64, 1], 1 - share)], 1),
      });
    expect(relativeError(slice(at(1), [0, 0], [1, 5]), slice(at(0.5), [0, 0], [1, 5]))).toBeGreaterThan(0.01);
  });

  it('sees the residual of each component at the same contrast, if asked to', () => {
    const encoder = searchEncoder({ ...sizes, standardizeInput: true, decoder: decoderOf(), seed: 2 });
    const encode = (residual: Tensor) => encoder.encode(residual, zeros([3, 4]), contextOf(1, 3));
    const contrast = tensor([1, 10, 0.1], [1, 3, 1, 1]);
    expectClose(encode(mul(residualOf(1, 3), contrast)), encode(residualOf(1, 3)), 1e-3);
  });

  it('reads images of several channels, and of several parameters a pixel', () => {
    const decoder = patchDecoder({ thetaSize: 4, imageShape: [8, 8, 6], patch: [3, 3], dense: 5, seed: 1 });
    const encoder = searchEncoder({ ...sizes, imageShape: [8, 8, 6], parameters: 2, decoder, seed: 2 });
    const context = { ...contextOf(1, 2), input: normalTensor([1, 1, 64, 3], 'colours') };
    expect(encoder.encode(normalTensor([1, 2, 64, 6], 'r'), zeros([2, 4]), context).shape).toEqual([2, encoder.features]);
  });
});

describe.each(kinds)('glimpseMStep with %s', (_, encoderOf) => {
  it('looks where it drew in the step before; theta begins at 0', () => {
    const encoder = encoderOf();
    const cell = lstm({ inputs: encoder.features, size: 4, seed: 3 });
    const mStep = glimpseMStep({ encoder, cell });
    const [residual, context] = [residualOf(2, 3), contextOf(2, 3)];
    const first = mStep.step(mStep.init(2, 3), residual, context);
    const expected = cell.step(cell.init(6), encoder.encode(residual, zeros([6, 4]), context));
    expectClose(first.theta, expected.output, 1e-6);
    const second = mStep.step(first.state, residual, context);
    expectClose(second.theta, cell.step(expected.state, encoder.encode(residual, expected.output, context)).output, 1e-6);
    expect(second.theta.shape).toEqual([2, 3, 4]);
  });

  it('passes place and velocity of a patch that moves on from step to step', () => {
    const decoder = decoderOf(true);
    const encoder = encoderOf(decoder);
    const cell = lstm({ inputs: encoder.features, size: 4, seed: 3 });
    const mStep = glimpseMStep({ encoder, cell });
    const [residual, context] = [residualOf(2, 3), contextOf(2, 3)];
    const first = mStep.step(mStep.init(2, 3), residual, context);
    const second = mStep.step(first.state, residual, context);
    const { output } = cell.step(first.state.cell, encoder.encode(residual, first.state.theta, context));
    expectClose(second.theta, reshape(decoder.motion!.follow(output, first.state.theta), [2, 3, 8]), 1e-6);
    expect(decoder.decode(second.theta).shape).toEqual([2, 3, 64, 1]);
  });
});

describe('a patch that moves', () => {
  const biasOf = (decoder: PatchDecoder) => (decoder.motion!.params as { bias: Variable }).bias;
  const outputOf = () => normalTensor([1, 4], 'output');
  /** Returns place and velocity after a step, relative to the middle of the image. */
  const after = (decoder: PatchDecoder, before: number[]) =>
    slice(decoder.motion!.follow(outputOf(), concat([outputOf(), tensor([before])], 1)), [0, 4], [1, 4]);
  const foundBy = (decoder: PatchDecoder) => sub(decoder.centre(outputOf()), 0.5);

  it('follows the place that theta names, before training', () => {
    const decoder = decoderOf(true);
    let theta = zeros([1, 8]);
    for (let step = 0; step < 100; step++) theta = decoder.motion!.follow(outputOf(), theta);
    expectClose(decoder.centre(theta), decoderOf().centre(outputOf()), 1e-4);
  });

  it('moves on with its velocity, which a push changes', () => {
    const decoder = decoderOf(true);
    biasOf(decoder).assign(tensor([-50, -50, 1, -2]));
    expectClose(after(decoder, [0.2, 0.1, 0.05, 0]), [0.27, 0.06, 0.07, -0.04], 1e-6);
  });

  it('corrects place and velocity by shares of the error', () => {
    const decoder = decoderOf(true);
    biasOf(decoder).assign(tensor([-1, 2 - Math.log(3), 0, 0]));
    const [place, velocity] = [tensor([[0.25, 0.1]]), tensor([[0.05, 0]])];
    const error = sub(foundBy(decoderOf()), place);
    const expected = concat([add(place, mul(error, 0.5)), add(velocity, mul(error, 0.25))], 1);
    expectClose(after(decoder, [0.2, 0.1, 0.05, 0]), expected, 1e-6);
  });

  it.each(kinds)('is read by %s, which adds nothing before training', (_, encoderOf) => {
    const [still, moving] = [encoderOf(), encoderOf(decoderOf(true))];
    const [residual, context] = [residualOf(1, 3), contextOf(1, 3)];
    const theta = normalTensor([3, 8], 'theta', 0.1);
    const encode = () => moving.encode(residual, theta, context);
    const centre = moving.decoder.centre(theta);
    // The other encoder looks at the same place.
    const before = still.decoder.centre;
    still.decoder.centre = () => centre;
    expectClose(encode(), still.encode(residual, slice(theta, [0, 0], [3, 4]), context), 1e-6);
    still.decoder.centre = before;
    const { motion } = moving.params as { motion: Variable };
    motion.assign(ones(motion.shape));
    const [row, column, down, right] = values(slice(theta, [0, 4], [1, 4])) as [number, number, number, number];
    const first =
      values(slice(encode(), [0, 0], [1, 1]))[0]! - values(slice(still.encode(residual, zeros([3, 4]), context), [0, 0], [1, 1]))[0]!;
    expect(first).toBeCloseTo(8 * (row + column) + 60 * (down + right), 4);
  });

  it('passes a gradient on to the place before, but none through a glimpse', () => {
    const decoder = decoderOf(true);
    biasOf(decoder).assign(tensor([-50, -50, 0, 0]));
    const before = normalTensor([1, 8], 'before', 0.1);
    expectClose(grad((theta: Tensor) => sum(decoder.motion!.follow(outputOf(), theta)))(before), [0, 0, 0, 0, 1, 1, 2, 2], 1e-6);
    expectClose(grad((theta: Tensor) => add(sum(decoder.centre(theta)), sum(theta)))(before), ones([1, 8]), 0);
  });
});

describe.each(kinds)('relationalGlimpseMStep with %s', (_, encoderOf) => {
  it('permutes with the components', () => {
    const encoder = encoderOf();
    const cell = relational({ inputs: encoder.features, size: 4, attentionSize: 3, seed: 3 });
    const mStep = relationalGlimpseMStep({ encoder, cell });
    const { gamma, input } = contextOf(2, 3);
    const swapped = (x: Tensor) => gather(x, [2, 0, 1], 1);
    const twice = (r: Tensor, gamma: Tensor) => mStep.step(mStep.step(mStep.init(2, 3), r, { gamma, input }).state, r, { gamma, input });
    const [one, other] = [twice(residualOf(2, 3), gamma), twice(swapped(residualOf(2, 3)), swapped(gamma))];
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

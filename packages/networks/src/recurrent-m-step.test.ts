import { expectClose, normalTensor, relativeError, useCpuBackend } from '@neural-em/testing';
import { add, matMul, mul, reshape, sigmoid, type Tensor2D, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { convEncoder, dense, recurrentMStep, rnn } from './index.ts';
import { contextOf } from './step-context.fixture.ts';

useCpuBackend();

describe('convEncoder', () => {
  it('sees a standardised residual whatever its brightness and contrast, if asked to', () => {
    const options = { imageShape: [6, 6, 1], channels: [2, 3], dense: 5, seed: 0 } as const;
    const x = normalTensor([3, 36], 'x');
    const other = add(mul(x, 3), 7);
    const seeing = convEncoder({ ...options, standardizeInput: true });
    expectClose(seeing.apply(other), seeing.apply(x), 1e-4);
    expect(seeing.apply(x).shape).toEqual([3, 5]);
    const plain = convEncoder(options);
    expect(relativeError(plain.apply(other), plain.apply(x))).toBeGreaterThan(0.05);
  });
});

describe('recurrentMStep', () => {
  it('reads the residual through its encoder, each component by itself', () => {
    const encoder = dense({ inputs: 6, outputs: 3, seed: 'encoder' });
    const cell = rnn({ inputs: 3, size: 4, seed: 'cell' });
    const mStep = recurrentMStep({ encoder, cell });
    const residual = normalTensor([2, 3, 6, 1], 'residual');
    const first = mStep.step(mStep.init(2, 3), residual, contextOf(2, 3, 6));
    const { inputKernel, recurrentKernel, bias } = cell.params as Record<string, Tensor2D>;
    const features = encoder.apply(reshape(residual, [6, 6])) as Tensor2D;
    const expected = sigmoid(add(matMul(features, inputKernel!), bias!));
    expect(first.theta.shape).toEqual([2, 3, 4]);
    expectClose(first.theta, expected, 1e-6);
    const second = mStep.step(first.state, zeros([2, 3, 6, 1]), contextOf(2, 3, 6));
    const silent = encoder.apply(zeros([6, 6])) as Tensor2D;
    expectClose(second.theta, sigmoid(add(add(matMul(silent, inputKernel!), matMul(expected as Tensor2D, recurrentKernel!)), bias!)), 1e-6);
    expect(Object.keys(mStep.params)).toEqual(['encoder', 'recurrent']);
  });
});

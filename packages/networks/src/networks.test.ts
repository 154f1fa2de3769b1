import { bernoulli, countParams, elu, nem, rnnEm, tanh, variables } from '@neural-em/core';
import { describeDecoder, expectClose, normalTensor, useCpuBackend, values } from '@neural-em/testing';
import { add, matMul, reshape, sigmoid, type Tensor2D, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  dense,
  denseDecoder,
  glorotUniform,
  recurrentMStep,
  rnn,
  sequential,
  staticShapesNem,
  staticShapesRnnEm,
  tiedDecoder,
} from './index.ts';

useCpuBackend();

describeDecoder('dense', () => denseDecoder({ thetaSize: 4, etaShape: [6, 1], seed: 1 }));
describeDecoder('dense with hidden layers, two parameters a pixel', () =>
  denseDecoder({ thetaSize: 4, etaShape: [5, 2], hidden: [7, 3], activation: elu, seed: 1 }),
);
describeDecoder('tied', () => tiedDecoder({ thetaSize: 5, etaShape: [6, 1], seed: 1 }));

describe('presets', () => {
  it('have the numbers of parameters of the paper', () => {
    expect(countParams(nem({ pixels: bernoulli(), ...staticShapesNem({ seed: 0 }) }).params)).toBe(196_001);
    expect(countParams(rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ seed: 0 }) }).params)).toBe(455_534);
  });

  it('depend on their seed alone, and share no stream between weights', () => {
    const weights = (seed: number) => variables(staticShapesRnnEm({ etaShape: [9, 1], thetaSize: 9, seed }).recurrent.params).map(values);
    expect(weights(1)).toEqual(weights(1));
    const [inputKernel, recurrentKernel] = weights(1);
    expect(inputKernel).not.toEqual(recurrentKernel);
    expect(weights(2)[0]).not.toEqual(inputKernel);
  });
});

describe('layers', () => {
  it('are applied in order', () => {
    const layers = {
      a: dense({ inputs: 3, outputs: 4, activation: tanh, seed: 'a' }),
      b: dense({ inputs: 4, outputs: 2, bias: false, seed: 'b' }),
    };
    const x = normalTensor([5, 3], 'x');
    expectClose(sequential(layers).apply(x), layers.b.apply(layers.a.apply(x)), 0);
    expect(Object.keys(sequential(layers).params)).toEqual(['a', 'b']);
    expect(Object.keys(layers.b.params)).toEqual(['kernel']);
  });

  it('begin with weights of the variance of Glorot and Bengio', () => {
    const kernel = values(glorotUniform([4, 4, 30, 50], 'conv'));
    const limit = Math.sqrt(6 / (16 * 80));
    expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(limit);
    expect(kernel.reduce((a, b) => a + b * b, 0) / kernel.length / (limit ** 2 / 3)).toBeCloseTo(1, 1);
  });
});

describe('recurrentMStep', () => {
  it('reads the residual through its encoder, each component by itself', () => {
    const encoder = dense({ inputs: 6, outputs: 3, seed: 'encoder' });
    const cell = rnn({ inputs: 3, size: 4, seed: 'cell' });
    const mStep = recurrentMStep({ encoder, cell });
    const residual = normalTensor([2, 3, 6, 1], 'residual');
    const first = mStep.step(mStep.init(2, 3), residual);
    const { inputKernel, recurrentKernel, bias } = cell.params as Record<string, Tensor2D>;
    const features = encoder.apply(reshape(residual, [6, 6])) as Tensor2D;
    const expected = sigmoid(add(matMul(features, inputKernel!), bias!));
    expect(first.theta.shape).toEqual([2, 3, 4]);
    expectClose(first.theta, expected, 1e-6);
    const second = mStep.step(first.state, zeros([2, 3, 6, 1]));
    const silent = encoder.apply(zeros([6, 6])) as Tensor2D;
    expectClose(second.theta, sigmoid(add(add(matMul(silent, inputKernel!), matMul(expected as Tensor2D, recurrentKernel!)), bias!)), 1e-6);
    expect(Object.keys(mStep.params)).toEqual(['encoder', 'recurrent']);
  });
});

import { normalTensor, uniformTensor } from '@neural-em/testing';
import { add, cast, greater, matMul, mul, reshape, type Tensor, variable, zeros } from '@tensorflow/tfjs-core';
import { bernoulli, type Decoder, initialGamma, type MStep, nem, rnnEm, tanh } from './index.ts';

export const M = 6;
export const D = 12;

/** Returns a non-linear decoder without a closed-form pullback: eta = tanh(theta A) W. */
export function smallDecoder(seed: number, scale = 0.7): Decoder {
  const A = variable(normalTensor([M, M], `${seed} A`, scale));
  const W = variable(normalTensor([M, D], `${seed} W`, scale));
  const flat = (theta: Tensor) => reshape(theta, [-1, M]);
  return {
    params: { A, W },
    thetaSize: M,
    etaShape: [D, 1],
    decode: (theta) => reshape(matMul(tanh(matMul(flat(theta), A)), W), [theta.shape[0]!, theta.shape[1]!, D, 1]),
  };
}

/** Returns a recurrent M-step whose state holds more than theta: also a leaky sum. */
export function richMStep(): MStep<{ hidden: Tensor; sum: Tensor }> {
  const U = variable(normalTensor([D, M], 'U', 0.3));
  return {
    params: { U },
    init: (images, components) => ({ hidden: zeros([images, components, M]), sum: zeros([images, components, M]) }),
    step: (state, residual) => {
      const [B, K] = residual.shape as [number, number];
      const read = reshape(matMul(reshape(residual, [B * K, D]), U), [B, K, M]);
      const next = add(mul(state.sum, 0.9), read);
      const theta: Tensor = tanh(add(state.hidden, next));
      return { state: { hidden: theta, sum: next }, theta };
    },
  };
}

export const image = (images: number, seed: string) => cast(greater(uniformTensor([images, 1, D, 1], seed), 0.6), 'float32');
export const gammaOf = (images: number, components: number) => initialGamma({ images, components, pixels: D, seed: 5 });

export const nemModel = () => nem({ pixels: bernoulli(), decoder: smallDecoder(2) });
export const rnnModel = () => rnnEm({ pixels: bernoulli(), decoder: smallDecoder(3), mStep: richMStep() });

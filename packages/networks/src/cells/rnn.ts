import { type Activation, sigmoid } from '@neural-em/core';
import { add, matMul, type Tensor, type Tensor2D, zeros } from '@tensorflow/tfjs-core';
import { glorotUniform, type Seed, zeroWeight } from '../init.ts';
import type { RecurrentCell } from './types.ts';

/** Sizes of a simple recurrent cell. */
export interface RnnOptions {
  readonly inputs: number;
  readonly size: number;
  readonly activation?: Activation;
  readonly seed: Seed;
}

/** A simple recurrent cell with one bias: h ← activation(x W + h U + b), and the output is h. */
export function rnn({ inputs, size, activation = sigmoid, seed }: RnnOptions): RecurrentCell<Tensor> {
  const inputKernel = glorotUniform([inputs, size], `${seed}/inputKernel`);
  const recurrentKernel = glorotUniform([size, size], `${seed}/recurrentKernel`);
  const bias = zeroWeight([size]);
  return {
    params: { inputKernel, recurrentKernel, bias },
    init: (items) => zeros([items, size]),
    step: (state, input) => {
      const fromInput = matMul(input as Tensor2D, inputKernel as Tensor2D);
      const fromState = matMul(state as Tensor2D, recurrentKernel as Tensor2D);
      const output: Tensor = activation(add(add(fromInput, fromState), bias));
      return { state: output, output };
    },
  };
}

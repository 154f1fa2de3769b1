import { type Activation, sigmoid } from '@neural-em/core';
import { type Tensor, zeros } from '@tensorflow/tfjs-core';
import { glorotUniform, zeroWeight } from '../init.ts';
import { recurrentDense } from '../ops/recurrent-dense.ts';
import { check, kinds } from '../option-kinds.ts';
import type { CellOptions, RecurrentCell } from './types.ts';

/** Sizes of a simple recurrent cell. */
export interface RnnOptions extends CellOptions {
  readonly activation?: Activation;
}

/** Returns a simple recurrent cell with one bias: h ← activation(x W + h U + b), and the output is h. */
export function rnn(options: RnnOptions): RecurrentCell<Tensor> {
  check('rnn', options, { ...kinds.cellOptions, activation: kinds.activation });
  const { inputs, size, activation = sigmoid, seed } = options;
  const params = {
    inputKernel: glorotUniform([inputs, size], `${seed}/inputKernel`),
    recurrentKernel: glorotUniform([size, size], `${seed}/recurrentKernel`),
    bias: zeroWeight([size]),
  };
  return {
    params,
    init: (items) => zeros([items, size]),
    step: (state, input) => {
      const output = recurrentDense(input, state, params, { activation });
      return { state: output, output };
    },
  };
}

import { sigmoid } from '@neural-em/core';
import { type Tensor, zeros } from '@tensorflow/tfjs-core';
import { glorotUniform, zeroWeight } from '../init.ts';
import { layerNorm } from '../layers/layer-norm.ts';
import { recurrentDense } from '../ops/recurrent-dense.ts';
import { check, kinds } from '../option-kinds.ts';
import type { RnnOptions } from './rnn.ts';
import type { RecurrentCell } from './types.ts';

/**
 * Returns the recurrent layer of the paper's video networks. With a = x W + h U + b, the state is h ← activation(a), without normalisation;
 * only the output is normalised: activation(layer norm(a)).
 */
export function outputNormRnn(options: RnnOptions): RecurrentCell<Tensor> {
  check('outputNormRnn', options, { ...kinds.cellOptions, activation: kinds.activation });
  const { inputs, size, activation = sigmoid, seed } = options;
  const weights = {
    inputKernel: glorotUniform([inputs, size], `${seed}/inputKernel`),
    recurrentKernel: glorotUniform([size, size], `${seed}/recurrentKernel`),
    bias: zeroWeight([size]),
  };
  const norm = layerNorm({ channels: size, activation });
  return {
    params: { ...weights, norm: norm.params },
    init: (items) => zeros([items, size]),
    step: (state, input) => {
      const a = recurrentDense(input, state, weights);
      return { state: activation(a), output: norm.apply(a) };
    },
  };
}

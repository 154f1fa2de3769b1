import { sigmoid, tanh } from '@neural-em/core';
import { add, matMul, mul, split, type Tensor, type Tensor2D, zeros } from '@tensorflow/tfjs-core';
import { glorotUniform } from '../init.ts';
import { layerNorm } from '../layers/layer-norm.ts';
import { check, kinds } from '../option-kinds.ts';
import type { LstmState } from './lstm.ts';
import type { CellOptions, RecurrentCell } from './types.ts';

/**
 * Returns a long short-term memory with layer norm (Ba, Kiros and Hinton 2016) of each gate and of the cell: c ← LN(f c + i g),
 * h ← o tanh(c), and the output is h. Gates have no biases beside those of the layer norm. The state holds the normalised cell. Kernels
 * hold the gates i, f, g, o side by side; 1 is added to f before its sigmoid, so that an untrained cell remembers.
 */
export function layerNormLstm(options: CellOptions): RecurrentCell<LstmState> {
  check('layerNormLstm', options, kinds.cellOptions);
  const { inputs, size, seed } = options;
  const inputKernel = glorotUniform([inputs, 4 * size], `${seed}/inputKernel`);
  const recurrentKernel = glorotUniform([size, 4 * size], `${seed}/recurrentKernel`);
  const norm = () => layerNorm({ channels: size });
  const norms = { input: norm(), forget: norm(), candidate: norm(), output: norm(), cell: norm() };
  return {
    params: { inputKernel, recurrentKernel, ...Object.fromEntries(Object.entries(norms).map(([name, { params }]) => [name, params])) },
    init: (items) => ({ hidden: zeros([items, size]), cell: zeros([items, size]) }),
    step: ({ hidden, cell }, x) => {
      const gates = add(matMul(x as Tensor2D, inputKernel as Tensor2D), matMul(hidden as Tensor2D, recurrentKernel as Tensor2D));
      const [i, f, g, o] = split(gates, 4, -1) as [Tensor, Tensor, Tensor, Tensor];
      const forget = sigmoid(add(norms.forget.apply(f), 1));
      const write = mul(sigmoid(norms.input.apply(i)), tanh(norms.candidate.apply(g)));
      const nextCell = norms.cell.apply(add(mul(forget, cell), write));
      const output: Tensor = mul(sigmoid(norms.output.apply(o)), tanh(nextCell));
      return { state: { hidden: output, cell: nextCell }, output };
    },
  };
}

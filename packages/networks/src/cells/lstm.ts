import { sigmoid, tanh } from '@neural-em/core';
import { add, mul, split, type Tensor, tensor1d, zeros } from '@tensorflow/tfjs-core';
import { glorotUniform, weight } from '../init.ts';
import { recurrentDense } from '../ops/recurrent-dense.ts';
import { check, kinds } from '../option-kinds.ts';
import type { CellOptions, RecurrentCell } from './types.ts';

/** The state of an LSTM: two tensors [N, M]. The decoder reads the hidden vector only. */
export type LstmState = { hidden: Tensor; cell: Tensor };

/**
 * Returns a long short-term memory (Hochreiter and Schmidhuber 1997; forget gate of Gers et al. 2000): c ← f c + i g, h ← o tanh(c), and
 * the output is h. Kernels hold the gates i, f, g, o side by side; the bias of f starts at 1 (Jozefowicz et al. 2015).
 */
export function lstm(options: CellOptions): RecurrentCell<LstmState> {
  check('lstm', options, kinds.cellOptions);
  const { inputs, size, seed } = options;
  const params = {
    inputKernel: glorotUniform([inputs, 4 * size], `${seed}/inputKernel`),
    recurrentKernel: glorotUniform([size, 4 * size], `${seed}/recurrentKernel`),
    bias: weight(tensor1d(Array.from({ length: 4 * size }, (_, unit) => (Math.floor(unit / size) === 1 ? 1 : 0)))),
  };
  return {
    params,
    init: (items) => ({ hidden: zeros([items, size]), cell: zeros([items, size]) }),
    step: ({ hidden, cell }, input) => {
      const [i, f, g, o] = split(recurrentDense(input, hidden, params), 4, -1) as [Tensor, Tensor, Tensor, Tensor];
      const nextCell: Tensor = add(mul(sigmoid(f), cell), mul(sigmoid(i), tanh(g)));
      const output: Tensor = mul(sigmoid(o), tanh(nextCell));
      return { state: { hidden: output, cell: nextCell }, output };
    },
  };
}

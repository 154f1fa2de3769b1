import { sigmoid, tanh } from '@neural-em/core';
import { add, matMul, mul, split, sub, type Tensor, type Tensor2D, zeros } from '@tensorflow/tfjs-core';
import { glorotUniform, zeroWeight } from '../init.ts';
import { denseActivation } from '../ops/dense.ts';
import { check, kinds } from '../option-kinds.ts';
import type { CellOptions, RecurrentCell } from './types.ts';

/**
 * Returns a gated recurrent unit (Cho et al. 2014). The reset gate r is applied after the recurrent product, as in cuDNN and PyTorch:
 * n = tanh(x W + b + r · h U), h ← (1 − z) n + z h, and the output is h. Kernels hold the gates r, z, n side by side.
 */
export function gru(options: CellOptions): RecurrentCell<Tensor> {
  check('gru', options, kinds.cellOptions);
  const { inputs, size, seed } = options;
  const inputKernel = glorotUniform([inputs, 3 * size], `${seed}/inputKernel`);
  const recurrentKernel = glorotUniform([size, 3 * size], `${seed}/recurrentKernel`);
  const bias = zeroWeight([3 * size]);
  return {
    params: { inputKernel, recurrentKernel, bias },
    init: (items) => zeros([items, size]),
    step: (state, input) => {
      const [xr, xz, xn] = split(denseActivation(input, inputKernel, { bias }), 3, -1) as [Tensor, Tensor, Tensor];
      const [hr, hz, hn] = split(matMul(state as Tensor2D, recurrentKernel as Tensor2D), 3, -1) as [Tensor, Tensor, Tensor];
      const reset = sigmoid(add(xr, hr));
      const update = sigmoid(add(xz, hz));
      const candidate = tanh(add(xn, mul(reset, hn)));
      const output: Tensor = add(candidate, mul(update, sub(state, candidate)));
      return { state: output, output };
    },
  };
}

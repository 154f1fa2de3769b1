import { getKernel, type KernelFunc, matMul, registerKernel, type Tensor, tidy, transpose, unregisterKernel } from '@tensorflow/tfjs-core';

/**
 * Has the wasm backend turn matrices before it multiplies them, where they are to be multiplied turned: its own way of doing both at once
 * takes about ten times as long (tfjs 4.22), and is most of the time of a training step.
 */
export function turnBeforeMultiplying(): void {
  const kernel = getKernel('BatchMatMul', 'wasm');
  const turning: KernelFunc = (call) => {
    const { transposeA, transposeB } = call.attrs as { transposeA: boolean; transposeB: boolean };
    if (!transposeA && !transposeB) return kernel.kernelFunc(call);
    // The engine hands over tensors, although the type says less.
    const { a, b } = call.inputs as { a: Tensor; b: Tensor };
    return tidy(() => matMul(transposeA ? turned(a) : a, transposeB ? turned(b) : b));
  };
  unregisterKernel('BatchMatMul', 'wasm');
  registerKernel({ ...kernel, kernelFunc: turning });
}

function turned(matrix: Tensor): Tensor {
  const axes = matrix.shape.map((_, axis) => axis);
  return transpose(matrix, [...axes.slice(0, -2), matrix.rank - 1, matrix.rank - 2]);
}

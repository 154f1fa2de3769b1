import { getKernel, type KernelFunc, matMul, registerKernel, type Tensor, tidy, transpose, unregisterKernel } from '@tensorflow/tfjs-core';

/**
 * Makes the wasm backend transpose matrices before it multiplies them, if a product asks for transposed ones. Its own way of doing both at
 * once takes about ten times as long (tfjs 4.22), which would be most of the time of a training step.
 */
export function turnBeforeMultiplying(): void {
  const kernel = getKernel('BatchMatMul', 'wasm');
  const turning: KernelFunc = (call) => {
    const { transposeA, transposeB } = call.attrs as { transposeA: boolean; transposeB: boolean };
    if (!transposeA && !transposeB) return kernel.kernelFunc(call);
    // The engine passes tensors, although the declared type is less specific.
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

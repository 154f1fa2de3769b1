import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { conv2dBackpropFilter } from './conv2d-backprop-filter.ts';
import { replaceKernel } from './replace.ts';

/**
 * Kernels of tfjs 4.22's wasm backend that give wrong results. Pooling and dilation start their search for a maximum at the smallest
 * positive number, so they are wrong for windows without a positive value; the 3-D convolution leaves half of its input's gradient at zero.
 */
const wrong = [
  'MaxPoolGrad',
  'MaxPoolWithArgmax',
  'MaxPool3D',
  'MaxPool3DGrad',
  'Dilation2D',
  'Dilation2DBackpropInput',
  'Dilation2DBackpropFilter',
  'Conv3DBackpropInputV2',
];

/** Kernels that the wasm backend lacks: the gradients of depthwise convolution and of gather. */
const missing = ['DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter', 'UnsortedSegmentSum'];

/** Gives tfjs's wasm backend the kernels that it lacks or gets wrong. The wasm and the cpu backend must be imported before. */
export function supplyWasmKernels(): void {
  replaceKernel({ kernelName: 'Conv2DBackpropFilter', backendName: 'wasm', kernelFunc: conv2dBackpropFilter });
  for (const kernelName of [...wrong, ...missing]) replaceKernel({ kernelName, backendName: 'wasm', kernelFunc: onCpu(kernelName) });
}

/** Returns a kernel that lets the cpu backend compute: slow, but right. */
function onCpu(kernelName: string): tf.KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const wasm = backend as BackendWasm;
    const cpu = tf.findBackend('cpu') as MathBackendCPU;
    // The engine passes tensors to kernels, and some kernels of the cpu backend read their rank.
    const toCpu = ({ dataId, shape, dtype }: tf.TensorInfo) => ({
      ...cpu.makeTensorInfo(shape, dtype, wasm.readSync(dataId)),
      rank: shape.length,
    });
    const copies = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, toCpu(input!)]));
    const computed = tf.getKernel(kernelName, 'cpu').kernelFunc({ inputs: copies, backend: cpu, attrs: attrs! });
    const toWasm = ({ dataId, shape, dtype }: tf.TensorInfo) =>
      wasm.makeOutput(shape, dtype, undefined, tf.util.toTypedArray(cpu.readSync(dataId) as Float32Array, dtype));
    const outputs = Array.isArray(computed) ? computed.map(toWasm) : toWasm(computed);
    for (const info of [...Object.values(copies), computed].flat()) cpu.disposeIntermediateTensorInfo(info);
    return outputs;
  };
}

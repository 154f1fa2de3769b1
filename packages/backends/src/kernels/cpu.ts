import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { replaceKernel } from './replace.ts';

/** Kernels of the cpu backend that are right only for the first image of a batch (tfjs 4.22). */
const rightForOneImage = ['ResizeNearestNeighborGrad', 'Transform'];

let corrected = false;

/** Corrects the kernels that tfjs's cpu backend gets wrong for batches of two and more. That backend must be imported before. */
export function correctCpuKernels(): void {
  if (corrected) return;
  corrected = true;
  for (const kernelName of rightForOneImage) {
    const { kernelFunc } = tf.getKernel(kernelName, 'cpu');
    replaceKernel({ kernelName, backendName: 'cpu', kernelFunc: perImage(kernelFunc) });
  }
}

/** Returns a kernel that runs `kernelFunc` on each image of a batch; inputs with a single row serve every image. */
function perImage(kernelFunc: tf.KernelFunc): tf.KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const cpu = backend as MathBackendCPU;
    const names = Object.keys(inputs);
    const batch = Math.max(...names.map((name) => inputs[name]!.shape[0]!));
    if (batch <= 1) return kernelFunc({ inputs, backend, attrs: attrs! });

    const images = Array.from({ length: batch }, (_, index) => {
      const parts = Object.fromEntries(names.map((name) => [name, row(cpu, inputs[name]!, index)]));
      const image = kernelFunc({ inputs: parts, backend, attrs: attrs! }) as tf.TensorInfo;
      for (const part of Object.values(parts)) cpu.disposeIntermediateTensorInfo(part);
      return image;
    });
    const [{ shape, dtype }] = images as [tf.TensorInfo];
    const size = tf.util.sizeFromShape(shape);
    const values = tf.util.getTypedArrayFromDType(dtype as 'float32', size * batch);
    images.forEach((image, index) => {
      values.set(cpu.readSync(image.dataId) as Float32Array, index * size);
      cpu.disposeIntermediateTensorInfo(image);
    });
    return cpu.makeTensorInfo([batch, ...shape.slice(1)], dtype, values);
  };
}

/** Returns row `index` of a tensor as a tensor with one row. */
function row(cpu: MathBackendCPU, { dataId, shape: [rows, ...rest], dtype }: tf.TensorInfo, index: number): tf.TensorInfo {
  const size = tf.util.sizeFromShape(rest);
  const start = rows === 1 ? 0 : index * size;
  return cpu.makeTensorInfo([1, ...rest], dtype, (cpu.readSync(dataId) as Float32Array).slice(start, start + size));
}

import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Addon } from '../addon.ts';
import type { NativeBackend } from '../backend.ts';
import { allFloat, floats, input, type Kernel, type KernelMap } from './kernel.ts';
import { transposed } from './layout.ts';

/** Returns [outer, n, inner] if the axes are neighbours (axes of size 1 do not count), otherwise null. */
export function middle(shape: readonly number[], axes: readonly number[]): [number, number, number] | null {
  const sizes: [number, number, number] = [1, 1, 1];
  let part = 0;
  for (let d = 0; d < shape.length; d++) {
    const size = shape[d]!;
    if (size === 1) continue;
    if (axes.includes(d) !== (part === 1)) part++;
    if (part === 3) return null;
    sizes[part]! *= size;
  }
  return sizes;
}

/** Reduces `axes` of x with an operation of the addon's list; returns null if that takes more than eight dimensions. */
export function reduce(backend: NativeBackend, op: number, x: TensorInfo, axes: number[], keepDims: boolean): TensorInfo | null {
  const [outShape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const shape = keepDims ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape;
  const sizes = middle(x.shape, axes);
  if (!sizes) return reduceScattered(backend, op, x, axes, shape);
  const { info, values } = backend.allocate(shape);
  backend.addon.reduce(op, floats(backend, x), values, ...sizes);
  return info;
}

function reduceScattered(backend: NativeBackend, op: number, x: TensorInfo, axes: number[], shape: number[]): TensorInfo | null {
  const kept = x.shape.map((_, d) => d).filter((d) => !axes.includes(d));
  const moved = transposed(backend, x, [...kept, ...axes]);
  if (!moved) return null;
  const outer = util.sizeFromShape(shape);
  const { info, values } = backend.allocate(shape);
  backend.addon.reduce(op, floats(backend, moved), values, outer, util.sizeFromShape(axes.map((d) => x.shape[d]!)), 1);
  backend.disposeIntermediateTensorInfo(moved);
  return info;
}

function reduceKernel(op: number): Kernel {
  return (call) => {
    const x = input(call, 'x');
    if (!allFloat(x)) return null;
    const axes = util.parseAxisParam((call.attrs.axis ?? call.attrs.reductionIndices) as number | number[], x.shape);
    return reduce(call.backend, op, x, axes, call.attrs.keepDims === true);
  };
}

const softmax: Kernel = (call) => {
  const logits = input(call, 'logits');
  const rank = logits.shape.length;
  const n = logits.shape[rank - 1] ?? 0;
  if (!allFloat(logits) || n === 0 || (call.attrs.dim !== -1 && call.attrs.dim !== rank - 1)) return null;
  const { info, values } = call.backend.allocate(logits.shape);
  call.backend.addon.softmax(floats(call.backend, logits), values, n);
  return info;
};

/** Returns the kernels of sums, means, extremes and softmax. */
export function reduceKernels(addon: Addon): KernelMap {
  return { ...Object.fromEntries(addon.reduceOps.map((name, op) => [name, reduceKernel(op)])), Softmax: softmax };
}

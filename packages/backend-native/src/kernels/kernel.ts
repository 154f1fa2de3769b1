import { type NamedAttrMap, type NamedTensorInfoMap, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../backend.ts';
import { CaptureError, NativeBackendError } from '../errors.ts';

/** The arguments of a kernel. */
export interface KernelCall {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
  readonly backend: NativeBackend;
}

/** Computes an operation, or returns null if the plain CPU backend must compute this case (another dtype, a rare option). */
export type Kernel = (call: KernelCall) => TensorInfo | TensorInfo[] | null;

/** Kernels by the names of TensorFlow.js. */
export type KernelMap = Readonly<Record<string, Kernel>>;

/** Returns the input called `name`. */
export function input<Name extends string = string>(call: KernelCall, name: Name): TensorInfo {
  const tensor = call.inputs[name];
  if (!tensor) throw new NativeBackendError(`native backend: argument ${name} is missing`);
  return tensor;
}

/** Tells whether every tensor holds float32 values. */
export function allFloat(...tensors: TensorInfo[]): boolean {
  return tensors.every((tensor) => tensor.dtype === 'float32');
}

/** Returns the values of a float32 tensor. */
export function floats(backend: NativeBackend, tensor: TensorInfo): Float32Array {
  const { values } = backend.data.get(tensor.dataId);
  if (values instanceof Float32Array) return values;
  // Casts of the CPU backend may leave an array of integers in a tensor that says float32.
  if (backend.tracing) throw new CaptureError('capture: a float32 tensor holds integers of JavaScript');
  return Float32Array.from(values as ArrayLike<number>);
}

/** Returns the index of an operation in one of the addon's lists. */
export function opIndex(list: readonly string[], name: string): number {
  const index = list.indexOf(name);
  if (index < 0) throw new NativeBackendError(`native backend: the addon has no operation ${name}; build the addon again`);
  return index;
}

/** Returns the same memory with another shape. */
export function reshaped(backend: NativeBackend, tensor: TensorInfo, shape: number[]): TensorInfo {
  backend.incRef(tensor.dataId);
  return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
}

/** Throws unless the tensor has `size` elements. */
export function expectSize(op: string, name: string, tensor: TensorInfo, size: number): void {
  if (util.sizeFromShape(tensor.shape) === size) return;
  throw new NativeBackendError(`native ${op}: ${name} must have ${size} elements, given shape [${tensor.shape}]`);
}

import { engine, getBackend, getKernel, type NamedAttrMap, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';
import type { FusedKernel } from './fused-kernels.ts';

/**
 * Runs an operation that has two forms: the kernel of this name if the current backend has it, and otherwise the composition of plain
 * operations, which defines the result. A backend that registers the kernel must register its gradient, too.
 *
 * A gradient that saves an output must not be differentiated again: nothing leads from the saved tensor back to the inputs, so that second
 * derivatives would be wrong without an error. Therefore the composition runs within a gradient of a gradient.
 */
export function fused<T extends Tensor | Tensor[], Name extends string>(kernel: FusedKernel<Name>, compose: () => T): T;
export function fused<T extends Tensor | Tensor[]>({ name, inputs, attrs = {} }: AnyKernel, compose: () => T): T {
  if (name === undefined || engine().state.gradientDepth > 1 || !getKernel(name, getBackend())) return compose();
  for (const key in inputs) if (inputs[key]!.dtype !== 'float32') return compose();
  return engine().runKernel(name, inputs, attrs) as T;
}

/** A kernel in the form that TensorFlow.js takes: with any name, inputs and attributes. */
interface AnyKernel {
  readonly name: string | undefined;
  readonly inputs: NamedTensorMap;
  readonly attrs?: NamedAttrMap;
}

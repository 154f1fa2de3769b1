import { engine, getBackend, getKernel, type NamedAttrMap, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';
import type { FusedKernel } from './fused-kernels.ts';

/**
 * One operation with two forms: the kernel that the current backend registers under this name, or else the composition of
 * plain operations, which defines it. Whoever registers the kernel also registers its gradient.
 *
 * A gradient that saves an output must not be differentiated again: the saved tensor has no past, and second derivatives
 * come out silently wrong. So within a gradient of a gradient the composition runs.
 */
export function fused<T extends Tensor | Tensor[], Name extends string>(kernel: FusedKernel<Name>, compose: () => T): T;
export function fused<T extends Tensor | Tensor[]>({ name, inputs, attrs = {} }: AnyKernel, compose: () => T): T {
  if (name === undefined || engine().state.gradientDepth > 1 || !getKernel(name, getBackend())) return compose();
  for (const key in inputs) if (inputs[key]!.dtype !== 'float32') return compose();
  return engine().runKernel(name, inputs, attrs) as T;
}

/** A kernel by its name alone, as TensorFlow.js takes it. */
interface AnyKernel {
  readonly name: string | undefined;
  readonly inputs: NamedTensorMap;
  readonly attrs?: NamedAttrMap;
}

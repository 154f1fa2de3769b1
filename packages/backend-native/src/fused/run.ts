import { engine, type NamedAttrMap, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** Runs a kernel of this backend by name, for a gradient. */
export function run<T extends Tensor | Tensor[] = Tensor>(name: string, inputs: NamedTensorMap, attrs: NamedAttrMap = {}): T {
  return engine().runKernel(name, inputs, attrs) as T;
}

import { engine, type GradConfig, type NamedAttrMap, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';
import type { Kernel } from '../kernels/kernel.ts';
import type { FusedName, PixelKernels, PixelSteps } from './table.ts';

/** Kernels that only the gradients of fused operations call. */
export type GradientKernel = 'ActivationGrad' | 'BiasGrad' | 'LayerNormActivationGrad' | `${PixelStep}Grad`;
/** The fused operations of pixels. */
export type PixelStep = Extract<FusedName, `${keyof PixelKernels}${keyof PixelSteps}`>;

/** Kernels of fused operations, and of their gradients, by name. */
export type FusedKernelMap = { readonly [Name in FusedName | GradientKernel]?: Kernel };
/** The gradient of a fused operation. */
export type FusedGradient = GradConfig & { readonly kernelName: FusedName };

type Other = 'Conv2D' | 'Conv2DBackpropInput' | 'Conv2DBackpropFilter' | 'BatchNormGrad';

/** Runs a kernel of this backend by name, for a gradient. */
export function run<T extends Tensor | Tensor[] = Tensor>(
  name: GradientKernel | Other,
  inputs: NamedTensorMap,
  attrs: NamedAttrMap = {},
): T {
  return engine().runKernel(name, inputs, attrs) as T;
}

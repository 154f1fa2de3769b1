import type { Kernel, KernelMap } from '../kernels/kernel.ts';
import { adamKernels } from './adam.ts';
import { convGradients, convolutionKernels } from './conv.ts';
import { layerGradients, layerKernels } from './layers.ts';
import { pixelGradients, pixelKernels } from './pixels.ts';
import { randomKernels } from './random.ts';
import type { FusedGradient } from './run.ts';
import type { FusedName } from './table.ts';

/** Kernels of operations that other backends compose of several kernels. */
export const fusedKernels: KernelMap = {
  ...pixelKernels,
  ...layerKernels,
  ...convolutionKernels,
  ...adamKernels,
  ...randomKernels,
} satisfies Readonly<Record<FusedName, Kernel>>;

/** The gradients of `fusedKernels`, for `registerGradient`. */
export const fusedGradients: readonly FusedGradient[] = [...pixelGradients, ...layerGradients, ...convGradients];

import type { GradConfig } from '@tensorflow/tfjs-core';
import type { KernelMap } from '../kernels/kernel.ts';
import { adamKernels } from './adam.ts';
import { convGradients, convolutionKernels } from './conv.ts';
import { layerGradients, layerKernels } from './layers.ts';
import { pixelGradients, pixelKernels } from './pixels.ts';
import { randomKernels } from './random.ts';

/** Operations that only this backend has as kernels; elsewhere they are compositions. */
export const fusedKernels: KernelMap = { ...pixelKernels, ...layerKernels, ...convolutionKernels, ...adamKernels, ...randomKernels };

/** Their gradients, for `registerGradient`. */
export const fusedGradients: readonly GradConfig[] = [...pixelGradients, ...layerGradients, ...convGradients];

import { batchNormGradKernels, batchNormKernels } from './batch-norm.ts';
import { blendKernels } from './blend.ts';
import { depthwiseKernels } from './depthwise.ts';
import { gatherKernels } from './gather.ts';
import type { KernelMap } from './kernel.ts';
import { poolKernels } from './pool.ts';
import { logSoftmaxKernels, scanKernels } from './scan.ts';

/** Operations of image, sequence and transformer models, which the CPU backend has too. */
export const opsKernels: KernelMap = {
  ...poolKernels,
  ...depthwiseKernels,
  ...batchNormKernels,
  ...gatherKernels,
  ...scanKernels,
  ...blendKernels,
};

/** Those that only this backend has as kernels. */
export const ownKernels: KernelMap = { ...batchNormGradKernels, ...logSoftmaxKernels };

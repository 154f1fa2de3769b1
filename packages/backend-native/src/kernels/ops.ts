import { batchNormGradKernels, batchNormKernels } from './batch-norm.ts';
import { blendKernels } from './blend.ts';
import { depthwiseKernels } from './depthwise.ts';
import { gatherKernels } from './gather.ts';
import type { Kernel, KernelMap } from './kernel.ts';
import { poolKernels } from './pool.ts';
import { logSoftmaxKernels, scanKernels } from './scan.ts';

const isRecording = (backend: object) => Boolean((backend as { tracing?: unknown }).tracing);

/** Makes kernels that read indices return null while a function is recorded: they need the values at once. */
function atOnce(kernels: KernelMap): KernelMap {
  const refusing =
    (kernel: Kernel): Kernel =>
    (call) =>
      isRecording(call.backend) ? null : kernel(call);
  return Object.fromEntries(Object.entries(kernels).map(([name, kernel]) => [name, refusing(kernel)]));
}

/** Kernels for image, sequence and transformer models that the CPU backend has, too. */
export const opsKernels: KernelMap = {
  ...poolKernels,
  ...depthwiseKernels,
  ...batchNormKernels,
  ...scanKernels,
  ...atOnce({ ...gatherKernels, ...blendKernels }),
};

/** Kernels that only this backend has. */
export const ownKernels: KernelMap = { ...batchNormGradKernels, ...logSoftmaxKernels };
